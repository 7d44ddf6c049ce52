import { AwsRefusal } from '../refusal.ts';
import { readForm } from './form.ts';
import type { Protocol, WireAnswer } from './protocol.ts';
import { escapeXml, writeXml } from './xml.ts';

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** The ec2Query protocol ("Query requests" and "Error codes", Amazon EC2 API Reference). */
export const ec2Query: Protocol = {
  unknownOperation: 'InvalidAction',
  operation: (request) => new URLSearchParams(request.body.toString('utf8')).get('Action') ?? undefined,

  read(request, input) {
    const reading = readForm(new URLSearchParams(request.body.toString('utf8')), input, 'ec2');
    const [unknown] = reading.unknown;
    if (unknown !== undefined) {
      throw new AwsRefusal('UnknownParameter', `The parameter ${unknown} is not recognized`);
    }
    return reading.input;
  },

  answer(model, output, requestId) {
    // Operations without a result say so by `<return>true</return>`.
    const members = model.output.members.length === 0 ? '<return>true</return>' : writeXml(model.output, output);
    const name = `${model.name}Response`;
    return xml(200, requestId, `<${name} xmlns="${NAMESPACE}"><requestId>${requestId}</requestId>${members}</${name}>`);
  },

  refuse(refusal, requestId) {
    const error = `<Error><Code>${escapeXml(refusal.code)}</Code><Message>${escapeXml(refusal.message)}</Message></Error>`;
    return xml(
      refusal.status,
      requestId,
      `<Response><Errors>${error}</Errors><RequestID>${requestId}</RequestID></Response>`,
    );
  },
};

function xml(status: number, requestId: string, body: string): WireAnswer {
  return {
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}
