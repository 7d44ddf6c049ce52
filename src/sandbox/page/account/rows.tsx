import type { Change } from './changes.ts';
import type { Fact, Section, Thing } from './thing.ts';

const NEWS: Readonly<Record<Change['kind'], string>> = {
  new: 'new just now',
  changed: 'changed just now',
  gone: 'deleted just now',
};

function News({ change }: { readonly change: Change }) {
  return (
    <div class="fresh-mark">
      {NEWS[change.kind]}
      {change.what.map((what, index) => (
        <span key={`${index}/${what}`} class="what">
          {what}
        </span>
      ))}
    </div>
  );
}

/** What is told in its own words, line by line, then everything else on one. */
function linesOf(facts: readonly Fact[]): readonly string[] {
  const own = facts.flatMap(({ shown }) => shown ?? []);
  const rest = facts.flatMap(({ about, is, shown }) => {
    const text = typeof is === 'string' ? is : is.join(', ');
    return shown !== undefined || text === '' ? [] : [`${about}: ${text}`];
  });
  return [...own, rest.join(' · ')].filter((line) => line !== '');
}

interface RowProps {
  readonly thing: Thing;
  readonly change: Change | undefined;
}

function Row({ thing, change }: RowProps) {
  const { key, name, isId = false, gone = false, facts, parts = [] } = thing;
  const marks = facts.filter(({ tone }) => tone !== undefined);
  const lines = linesOf(facts.filter(({ tone }) => tone === undefined));
  const past = gone || change?.kind === 'gone';
  return (
    <li class={`thing ${change === undefined ? '' : 'fresh'} ${past ? 'gone' : ''}`} data-testid={key}>
      <div class="thing-head">
        {isId ? <code class="id">{name}</code> : <strong>{name}</strong>}
        {marks.map(({ about, is, shown, tone }) => (
          <span key={about} class={`state ${tone ?? ''}`}>
            {shown ?? is}
          </span>
        ))}
      </div>
      {parts.map((part) => (
        <div key={part.key} class="key" data-testid={part.key}>
          <code>{part.name}</code>
          <span class={`state ${part.tone}`}>{part.state}</span>
        </div>
      ))}
      {lines.map((line) => (
        <div key={line} class="quiet">
          {line}
        </div>
      ))}
      {change !== undefined && <News change={change} />}
    </li>
  );
}

interface PartProps {
  readonly section: Section;
  readonly changes: ReadonlyMap<string, Change>;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
}

/** A section of the panel that can be folded; what changes in a folded one is counted beside its title. */
export function Part({ section, changes, open, onToggle }: PartProps) {
  const { title, things } = section;
  const gone = [...changes.values()].flatMap(({ was }) => (was?.section === title ? [was.thing] : []));
  const news = gone.length + things.filter(({ key }) => changes.has(key)).length;
  return (
    <section class="panel-section" aria-label={title}>
      <details open={open} onToggle={({ currentTarget }) => onToggle(currentTarget.open)}>
        <summary>
          <h3>
            {title} <span class="quiet">{things.length}</span>
          </h3>
          {news > 0 && <span class="news">{news} just now</span>}
        </summary>
        <ul>
          {[...gone, ...things].map((thing) => (
            <Row key={thing.key} thing={thing} change={changes.get(thing.key)} />
          ))}
        </ul>
      </details>
    </section>
  );
}
