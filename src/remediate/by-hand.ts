import { createHash } from 'node:crypto';
import { TrailboltError } from '../errors.ts';
import type { CaseTarget } from '../model/case.ts';
import type { Offer } from '../model/offer.ts';
import type { Key, Store } from '../ports/store.ts';
import type { Action } from './action.ts';

/** An offer that nobody has opened is forgotten after this. */
const OFFER_SECONDS = 2 * 60 * 60;

/** What people name by its id alone. Global ones are acted on from us-east-1. */
const TYPES: readonly (readonly [type: string, global: boolean])[] = [
  ['AWS::EC2::Instance', false],
  ['AWS::EC2::SecurityGroup', false],
  ['AWS::EC2::SecurityGroupIngress', false],
  ['AWS::EC2::Image', false],
  ['AWS::EC2::Snapshot', false],
  // By the ids that Trailbolt gives them: the object, and whom it is shared with or what is set on it.
  ['AWS::EC2::LaunchPermission', false],
  ['AWS::EC2::CreateVolumePermission', false],
  ['AWS::RDS::DBInstance', false],
  ['AWS::RDS::DBSnapshotAttribute', false],
  ['AWS::RDS::DBClusterSnapshotAttribute', false],
  ['AWS::EC2::InstanceMetadataOptions', false],
  ['AWS::EC2::IamInstanceProfileAssociation', false],
  ['AWS::IAM::AccessKey', true],
  ['AWS::IAM::User', true],
  ['AWS::IAM::Role', true],
  ['AWS::IAM::AttachedPolicy', true],
  ['AWS::IAM::AssumeRolePolicy', true],
  ['AWS::CloudTrail::Trail', false],
  ['AWS::CloudTrail::EventSelectors', false],
  ['AWS::GuardDuty::Detector', false],
  ['AWS::KMS::Key', false],
  ['AWS::Lambda::Function', false],
  // By the id that Trailbolt gives it: the function, perhaps an alias of it, and the statement of its policy.
  ['AWS::Lambda::Permission', false],
  ['AWS::S3::Bucket', false],
];

/**
 * What an action would be done to, from what a person typed. What only a record can tell, such as that it created the
 * target, is not claimed: actions that need that are not for this way.
 * @param region where it is, or undefined where nobody said; then only what is global is found.
 * @throws TrailboltError `target.unknown`, `target.no-region`.
 */
export function targetByHand(action: Action, id: string, region: string | undefined): CaseTarget {
  const fitting = TYPES.find(([type]) => action.appliesTo({ type, id, region: region ?? 'us-east-1' }));
  if (fitting === undefined)
    throw new TrailboltError(
      'target.unknown',
      `“${id.slice(0, 80)}” is nothing that ${action.id} can be done to by hand: expected the id of one, as AWS writes it.`,
    );
  const [type, global] = fitting;
  if (!global && region === undefined)
    throw new TrailboltError('target.no-region', `Say in which Region ${id.slice(0, 80)} is, after the account.`);
  return { type, id, region: global ? 'us-east-1' : (region ?? 'us-east-1') };
}

function offerKey(caseId: string, id: string): Key {
  return { partition: `offer#${caseId}`, sort: id };
}

/** Keeps what a person wants to plan until the button is pressed. */
export async function keepOffer(
  store: Store,
  input: {
    readonly action: Action;
    readonly caseId: string;
    readonly account: string;
    readonly target: CaseTarget;
    readonly now: number;
  },
): Promise<Offer> {
  const { action, caseId, account, target, now } = input;
  const offer: Offer = {
    id: createHash('sha256').update(`${action.id} ${target.region} ${target.id}`).digest('hex').slice(0, 16),
    caseId,
    action: action.id,
    title: action.title.one,
    risk: action.risk,
    account,
    region: target.region,
    targets: [target],
  };
  const expiresAt = Math.floor(now / 1000) + OFFER_SECONDS;
  await store.commit([{ kind: 'put', key: offerKey(caseId, offer.id), value: offer, if: 'any', expiresAt }]);
  return offer;
}

/** What {@link keepOffer} kept, or undefined. */
export async function keptOffer(store: Store, caseId: string, id: string): Promise<Offer | undefined> {
  return (await store.get<Offer>(offerKey(caseId, id)))?.value;
}
