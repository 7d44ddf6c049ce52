import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAMBDAS } from '../src/build/targets.ts';
import { createApp } from './synthesise.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Document {
  readonly Statement: readonly Statement[];
}

/** A synthesised template, for tests and documentation. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/**
 * Both templates by stack name. Files of one line stand in for the built bundles, whose content is no part of a template.
 */
export function templates(context: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, Template>> {
  const folder = mkdtempSync(join(tmpdir(), 'trailbolt-synth-'));
  try {
    for (const name of LAMBDAS) {
      mkdirSync(join(folder, 'lambda', name), { recursive: true });
      writeFileSync(join(folder, 'lambda', name, 'index.mjs'), 'export {};');
    }
    const app = createApp({ outdir: join(folder, 'out'), bundles: join(folder, 'lambda'), context });
    return Object.fromEntries(app.synth().stacks.map((stack) => [stack.stackName, stack.template as Template]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function resources(template: Template | undefined, type?: string): Record<string, Resource> {
  const all = Object.entries(template?.Resources ?? {});
  return Object.fromEntries(all.filter(([, resource]) => type === undefined || resource.Type === type));
}

/** The statements of the policy document in one property. */
export function documentOf(resource: Resource | undefined, property: string): readonly Statement[] {
  const document = resource?.Properties[property] as Document | undefined;
  return document?.Statement ?? [];
}

/** The statements of a role, those in its inline policies and those that CDK attaches to it beside. */
export function statementsOf(template: Template | undefined, roleId: string): Statement[] {
  const inline = (resources(template)[roleId]?.Properties['Policies'] ?? []) as readonly { PolicyDocument: Document }[];
  const attached = Object.values(resources(template, 'AWS::IAM::Policy')).filter(({ Properties }) =>
    (Properties['Roles'] as readonly { Ref: string }[]).some(({ Ref }) => Ref === roleId),
  );
  return [
    ...inline.flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
    ...attached.flatMap((policy) => documentOf(policy, 'PolicyDocument')),
  ];
}

/** CloudFormation writes a list of one as the one. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
