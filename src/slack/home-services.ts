import type { HomeFilter, HomeTab } from '../model/home.ts';
import type { Person } from '../model/person.ts';

/** What the Home tab needs of the stages; `app` joins it to them. */
export interface HomeServices {
  /** What somebody's Home tab shows now. */
  home(person: Person, filter: HomeFilter): Promise<HomeTab>;
}
