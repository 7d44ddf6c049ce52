import { useSession } from './session.ts';

/** Whom the reader acts as, where the sidebar that says so is out of sight. */
export function ActingAs() {
  return <span class="quiet narrow-only">as {useSession().me.realName}</span>;
}
