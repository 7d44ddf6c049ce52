import { isObject } from '../../../model/json.ts';
import { objectsOf } from '../world/json-fields.ts';
import { block } from './block-spec.ts';
import { at, byType, list, number, object, string, typeField, type Check, type Rule } from './schema.ts';

/** Slices and series: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block */
const MANY = 12;
const label = string(20);

const weight: Check = (value, pointer, problems) => {
  number(value, pointer, problems);
  if (typeof value === 'number' && value <= 0) problems.add('must be greater than 0', pointer);
};

const series = object({ name: label, data: list(object({ label, value: number }), 20) });
const axes = object({ categories: list(label, 20) }, { x_label: string(50), y_label: string(50) });

/** Each series has one point a category, in whatever order, and a name of its own. */
const consistent: Rule = (value, pointer, problems) => {
  const config = isObject(value['axis_config']) ? value['axis_config']['categories'] : undefined;
  const categories: readonly unknown[] = Array.isArray(config) ? config : [];
  const names = new Set<unknown>();
  objectsOf(value['series']).forEach((entry, index) => {
    const where = at(at(pointer, 'series'), index);
    if (names.has(entry['name'])) problems.add('series names must be unique', at(where, 'name'));
    names.add(entry['name']);
    const points = objectsOf(entry['data']);
    const labels = new Set<unknown>(points.map((point) => point['label']));
    if (points.length !== categories.length || !categories.every((category) => labels.has(category))) {
      problems.add('must hold one data point for each category', at(where, 'data'));
    }
  });
};

const plotted = object({ type: typeField, series: list(series, MANY), axis_config: axes }, {}, consistent);

export const dataVisualization = block(['message'], {
  title: string(50),
  chart: byType({
    pie: object({ type: typeField, segments: list(object({ label, value: weight }), MANY) }),
    bar: plotted,
    area: plotted,
    line: plotted,
  }),
});
