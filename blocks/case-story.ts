import { actorsOf, recordsOf, type Case } from '../src/model/case.ts';
import { standsForPerson } from '../src/model/principals.ts';
import { actorNames } from './case-words.ts';
import { clip, count, enumerate } from './text.ts';

/** One sentence: who did what, how often, where, and whether AWS let it happen. */
export function caseStory(it: Case, account: string): string {
  if (it.byHand !== undefined && it.count === 0)
    return `${clip(it.actor.root.name, 80)} asks for a remedy in ${clip(account, 60)} that no alert suggested.`;
  const names = [...new Set(it.records.map((record) => record.eventName))].filter(isKnown);
  const [api = 'an API', ...others] = names.map((name) => clip(name, 60));
  const { number, atLeast } = recordsOf(it);
  const least = atLeast ? 'at least ' : '';
  const known = it.regions.filter(isKnown);
  const regions = known.length > 3 ? `${known.length} Regions` : enumerate(known.map((region) => clip(region, 30)));
  const where = [
    isKnown(account) ? clip(account, 60) : 'an unknown account',
    ...(regions === '' ? [] : [regions]),
  ].join(', ');
  // Only where every record of the case is at hand: of more, some may have gone through.
  const refused =
    it.records.length > 0 &&
    it.records.length >= number &&
    it.records.every((record) => record.errorCode !== undefined);
  const end = refused ? `; AWS refused ${number <= 1 ? 'it' : 'every call'}.` : '.';
  if (others.length === 0) {
    const times = number <= 1 ? 'once' : `${number.toLocaleString('en-US')} times`;
    return `${who(it)} ${refused ? 'tried to call' : 'called'} ${api} ${least}${times} in ${where}${end}`;
  }
  const more = others.length > 2 ? [`${others.length - 1} more`] : others.slice(1);
  const apis = enumerate([api, ...others.slice(0, 1), ...more]);
  return `${who(it)} ${refused ? 'tried' : 'made'} ${least}${count(number, 'call')} in ${where}: ${apis}${end}`;
}

/** The root actor; where exactly one person stands behind a role, that person as the role. */
function who(it: Case): string {
  const { actor, principals } = it;
  if (actorsOf(it).length > 1) return actorNames(it);
  const [person, ...others] = principals;
  const name = isKnown(actor.root.name) ? clip(actor.root.name, 80) : 'Somebody unknown';
  const known = person !== undefined && others.length === 0 && person !== actor.root.id && standsForPerson(person);
  const details = [
    ...(isKnown(actor.type) ? [ACTOR_KINDS[actor.type] ?? clip(actor.type, 30)] : []),
    ...(actor.mfa === undefined ? [] : [actor.mfa ? 'with MFA' : 'no MFA']),
  ];
  return `${known ? `${clip(person, 80)} as ` : ''}${name}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}

/** Records that say nothing are summarised as `unknown`. */
export function isKnown(word: string): boolean {
  return word.toLowerCase() !== 'unknown' && word.trim() !== '';
}

const ACTOR_KINDS: Readonly<Record<string, string>> = {
  Root: 'root user',
  IAMUser: 'IAM user',
  AssumedRole: 'role',
  FederatedUser: 'federated user',
  AWSService: 'AWS service',
  AWSAccount: 'another account',
  SAMLUser: 'SAML user',
  WebIdentityUser: 'web identity',
  IdentityCenterUser: 'Identity Center user',
};
