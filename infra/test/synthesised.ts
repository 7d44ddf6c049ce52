import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LAMBDAS } from '../../src/build/targets.ts';
import { createApp } from '../synthesise.ts';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** Both templates, synthesised from bundles that stand in for the built ones: only their place matters here. */
export function synthesise(context: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, Template>> {
  const folder = mkdtempSync(join(tmpdir(), 'trailbolt-synth-'));
  for (const name of LAMBDAS) {
    mkdirSync(join(folder, 'lambda', name), { recursive: true });
    writeFileSync(join(folder, 'lambda', name, 'index.mjs'), 'export {};');
  }
  const app = createApp({ outdir: join(folder, 'out'), bundles: join(folder, 'lambda'), context });
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  return Object.fromEntries(stacks.map((stack) => [stack.stackName, Template.fromStack(stack)]));
}

export function resources(template: Template | undefined, type?: string): Record<string, Resource> {
  const all = (template?.toJSON()['Resources'] ?? {}) as Record<string, Resource>;
  return Object.fromEntries(Object.entries(all).filter(([, resource]) => type === undefined || resource.Type === type));
}

/** The statements of a role, those in its inline policies and those that CDK attaches to it beside. */
export function statementsOf(template: Template | undefined, roleId: string): Statement[] {
  const inline = (resources(template)[roleId]?.Properties['Policies'] ?? []) as { PolicyDocument: Document }[];
  const attached = Object.values(resources(template, 'AWS::IAM::Policy'))
    .map(({ Properties }) => Properties as unknown as { Roles: { Ref: string }[]; PolicyDocument: Document })
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === roleId));
  return [...inline, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

interface Document {
  readonly Statement: readonly Statement[];
}

/** The statements of the policy document in one property. */
export function documentOf(resource: Resource | undefined, property: string): readonly Statement[] {
  const document = resource?.Properties[property] as Document | undefined;
  return document?.Statement ?? [];
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
