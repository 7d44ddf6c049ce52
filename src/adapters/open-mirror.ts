import type { AuditMirror } from '../ports/audit-mirror.ts';

/** The mirror that a setting names, `s3://<bucket>/<prefix>`. What it needs is loaded when it is first used. */
export function openMirror(location: string): AuditMirror {
  let opened: Promise<AuditMirror> | undefined;
  const open = (): Promise<AuditMirror> => {
    opened ??= (async () => {
      const [{ createS3AuditMirror }, { createS3Client }] = await Promise.all([
        import('./aws/s3-audit-mirror.ts'),
        import('./aws/s3-client.ts'),
      ]);
      return createS3AuditMirror({ client: createS3Client(), location });
    })();
    return opened;
  };
  return {
    put: async (record) => (await open()).put(record),
    async *list() {
      yield* (await open()).list();
    },
  };
}
