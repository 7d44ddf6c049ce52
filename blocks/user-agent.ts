import { clip } from './text.ts';

/** Characters of a program's words on a card: two lines of a phone. */
const ROOM = 46;

/** What tells of a system or tool that is made to attack, wherever in a user agent it stands. */
const TELLING =
  /kali|parrot|pentoo|blackarch|commando-vm|pacu|stratus|cloudfox|scoutsuite|trufflehog|gitleaks|weirdaal|enumerate-iam/iu;

/** The operating system, as SDKs and the AWS CLI write it. */
const SYSTEM = /^(?:os\/|Linux\/|Windows\/|Darwin\/|macOS\/)/u;

/** The telling parts of a user agent: the program, and the system it runs on, before all one that is made to attack. */
export function agentWords(agent: string): string {
  const whole = clip(agent, 600);
  const [program = '', ...others] = whole.split(' ');
  const telling = others.find((part) => TELLING.test(part));
  if (whole.length <= ROOM && telling === undefined) return whole;
  const system = telling ?? others.find((part) => SYSTEM.test(part));
  if (system === undefined) return clip(whole, ROOM);
  const begun = `${clip(program, 40)} ${others[0] === system ? '' : '… '}${clip(aroundTelling(system), 40)}`;
  return others.at(-1) === system ? begun : `${begun} …`;
}

/** A part of any length with what is telling of it in sight. */
function aroundTelling(part: string): string {
  const at = part.search(TELLING);
  return at > 20 ? `…${part.slice(at - 10)}` : part;
}
