import { describe, expect, test } from 'vitest';
import { manifest } from '../../src/cli/manifest.ts';
import { commands } from '../../src/slack/commands/index.ts';

function run(...args: string[]): { code: number; out: string; err: string } {
  let [out, err] = ['', ''];
  const io = {
    stdout: { write: (text: string) => ((out += text), true) },
    stderr: { write: (text: string) => ((err += text), true) },
  } as unknown as Pick<NodeJS.Process, 'stdout' | 'stderr'>;
  return { code: manifest(args, io), out, err };
}

describe('trailbolt manifest', () => {
  test('for HTTP carries the URL wherever Slack asks for one', () => {
    const { code, out } = run('--url', 'https://hooks.example.com/');

    const parsed = JSON.parse(out) as Record<string, Record<string, unknown>>;
    expect(code).toBe(0);
    expect(parsed['features']?.['slash_commands']).toEqual([
      expect.objectContaining({ command: '/trail', url: 'https://hooks.example.com/' }),
    ]);
    expect(parsed['settings']).toMatchObject({
      socket_mode_enabled: false,
      interactivity: { request_url: 'https://hooks.example.com/' },
      event_subscriptions: { request_url: 'https://hooks.example.com/', bot_events: ['app_home_opened'] },
    });
  });

  test('for Socket Mode carries none, and names every command', () => {
    const { out } = run('--socket');

    expect(out).not.toContain('url');
    expect(JSON.parse(out)).toMatchObject({ settings: { socket_mode_enabled: true } });
    for (const command of commands) expect(out).toContain(command.id);
  });

  test.each([[[]], [['--url', 'hooks']], [['--socket', '--url', 'https://x.example']], [['--port', '1']]])(
    '%j is wrong use',
    (args) => {
      const { code, out, err } = run(...args);

      expect(code).toBe(2);
      expect(out).toBe('');
      expect(err).toContain('--socket');
    },
  );
});
