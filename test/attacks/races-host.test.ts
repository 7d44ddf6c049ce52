import { raceToDecide } from './approval-races.ts';
import { CAST_WITH_CROWD } from './crowd.ts';
import { startAttackedHost } from './host.ts';

raceToDecide('one host', () => startAttackedHost({ cast: CAST_WITH_CROWD }));
