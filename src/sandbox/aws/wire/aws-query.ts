import { readForm } from './form.ts';
import type { Protocol } from './protocol.ts';
import type { WireAnswer } from './protocol.ts';
import { escapeXml, writeXml } from './xml.ts';

/** The awsQuery protocol of IAM, STS and SNS ("Common errors", IAM API Reference). Unknown parameters are ignored there. */
export function awsQuery(namespace: string): Protocol {
  return {
    unknownOperation: 'InvalidAction',
    operation: (request) => new URLSearchParams(request.body.toString('utf8')).get('Action') ?? undefined,

    read: (request, input) => readForm(new URLSearchParams(request.body.toString('utf8')), input, 'aws').input,

    answer(model, output, requestId) {
      const { name } = model;
      const result =
        model.output.members.length === 0 ? '' : `<${name}Result>${writeXml(model.output, output)}</${name}Result>`;
      const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
      return xml(200, requestId, `<${name}Response xmlns="${namespace}">${result}${metadata}</${name}Response>`);
    },

    refuse(refusal, requestId) {
      const type = refusal.status >= 500 ? 'Receiver' : 'Sender';
      const error = `<Error><Type>${type}</Type><Code>${escapeXml(refusal.code)}</Code><Message>${escapeXml(refusal.message)}</Message></Error>`;
      const body = `<ErrorResponse xmlns="${namespace}">${error}<RequestId>${requestId}</RequestId></ErrorResponse>`;
      return xml(refusal.status, requestId, body);
    },
  };
}

function xml(status: number, requestId: string, body: string): WireAnswer {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}
