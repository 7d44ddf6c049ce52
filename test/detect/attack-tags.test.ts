import { describe, expect, it } from 'vitest';
import { builtinRules } from '../../src/detect/rules/builtin.ts';

/** Ids that ATT&CK 19 revoked, and what took their place. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  t1562: 't1685',
  't1562.001': 't1685',
  't1562.007': 't1686.001',
  't1562.008': 't1685.002',
};

/** What rules may name of ATT&CK 19 for enterprises: techniques that make sense where a cloud account is attacked. */
const TECHNIQUES = new Set(
  (
    't1020 t1020.001 t1021.004 t1021.007 t1021.008 t1037 t1040 t1048 t1053 t1059.009 t1069.003 t1070 t1078.004 t1087.004 ' +
    't1098 t1098.001 t1098.003 t1098.004 t1098.005 t1098.006 t1110 t1110.001 t1110.003 t1110.004 t1133 t1136.003 t1190 ' +
    't1195.002 t1199 t1484 t1484.002 t1485 t1485.001 t1486 t1489 t1490 t1491 t1496 t1496.001 t1496.004 t1525 t1526 t1528 ' +
    't1530 t1531 t1535 t1537 t1538 t1546 t1548.005 t1550.001 t1552 t1552.001 t1552.004 t1552.005 t1555 t1555.006 t1556 ' +
    't1556.006 t1556.007 t1557 t1565 t1567 t1578 t1578.001 t1578.002 t1578.003 t1578.005 t1580 t1584.001 t1584.002 ' +
    't1585.002 t1609 t1610 t1611 t1613 t1619 t1621 t1648 t1651 t1654 t1657 t1666 t1685 t1685.002 t1686.001'
  ).split(' '),
);

describe.each(builtinRules.filter(({ silent }) => silent !== true))('tags of $file', ({ tags }) => {
  const techniques = tags.flatMap((tag) => /^attack\.(t\d.*)$/u.exec(tag)?.[1] ?? []);

  it('name known techniques', () => {
    expect(techniques.filter((id) => !TECHNIQUES.has(id) && !Object.hasOwn(SUCCESSORS, id))).toEqual([]);
  });

  it('name a revoked technique only beside the one that took its place', () => {
    const alone = techniques.filter(
      (id) => Object.hasOwn(SUCCESSORS, id) && !techniques.includes(SUCCESSORS[id] ?? ''),
    );

    expect(alone).toEqual([]);
  });
});
