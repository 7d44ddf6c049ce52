import { useEffect, useState } from 'preact/hooks';
import { StoryPicker } from '../stories/story-picker.tsx';
import { useSession } from '../session.ts';
import { Latest } from './latest.tsx';
import { Records } from './records.tsx';
import { Part } from './rows.tsx';
import type { AccountNews } from './use-changes.ts';
import type { Section } from './thing.ts';

/** Folded at first: they are many, and seldom what a story is about. */
const FOLDED: ReadonlySet<string> = new Set(['IAM roles', 'IAM policies']);

interface AccountPanelProps {
  readonly sections: readonly Section[];
  readonly news: AccountNews;
}

/** The account beside the workspace: what the attack does, and what the remedy undoes. */
export function AccountPanel({ sections, news: { changes, latest } }: AccountPanelProps) {
  const { aws } = useSession().state;
  const [open, setOpen] = useState<Readonly<Record<string, boolean>>>({});
  const gone = [...changes.values()].flatMap(({ was }) => (was === undefined ? [] : [was.section]));
  const emptied = [...new Set(gone)].filter((title) => sections.every((one) => one.title !== title));
  const shown = [...sections, ...emptied.map((title) => ({ title, things: [] }))];

  useEffect(() => {
    const changed = shown.filter(
      ({ title, things }) => gone.includes(title) || things.some(({ key }) => changes.has(key)),
    );
    // What changes is to be seen, folded or not.
    if (changed.length > 0)
      setOpen((now) => ({ ...now, ...Object.fromEntries(changed.map(({ title }) => [title, true])) }));
  }, [changes]);

  return (
    <>
      <StoryPicker />
      <p class="account">
        <strong>{aws.alias}</strong> <span class="quiet">{aws.account}</span>
      </p>
      {aws.trails.length === 0 && <p class="blind">No trail: nothing is recorded.</p>}
      <Latest latest={latest} />
      {shown.map((section) => (
        <Part
          key={section.title}
          section={section}
          changes={changes}
          open={open[section.title] ?? !FOLDED.has(section.title)}
          onToggle={(is) => setOpen((now) => (now[section.title] === is ? now : { ...now, [section.title]: is }))}
        />
      ))}
      <Records records={aws.records} />
    </>
  );
}
