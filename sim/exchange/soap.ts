/** SOAP 1.1 envelopes: reading a request down to its operation, writing answers and faults. */
import { RequestFault } from './errors.ts';
import { checkElement, SchemaViolation } from './schema/check.ts';
import { HEADERS, MESSAGES_NAMESPACE, OPERATIONS, type OperationName } from './schema/messages.ts';
import { TYPES_NAMESPACE } from './schema/types.ts';
import { attributeOf, childOf, lineAndColumn, readXml, type XmlElement, XmlError } from './xml-read.ts';
import { escapeXml, xmlElement, xmlText } from './xml-write.ts';

const SOAP_NAMESPACE = 'http://schemas.xmlsoap.org/soap/envelope/';
const ERRORS_NAMESPACE = 'http://schemas.microsoft.com/exchange/services/2006/errors';

export interface SoapRequest {
  readonly operation: OperationName;
  readonly element: XmlElement;
  /** The address that the caller wants to act for, or null. */
  readonly impersonates: string | null;
  /** RequestServerVersion, or null when the header is missing. */
  readonly version: string | null;
  /** The Windows name of the zone in TimeZoneContext, or null when the header is missing. */
  readonly zone: string | null;
}

/** Reads and checks one request. Throws `RequestFault` with ErrorSchemaValidation for everything the schema refuses. */
export function readRequest(source: string): SoapRequest {
  try {
    return checkedRequest(readXml(source));
  } catch (error) {
    if (!(error instanceof SchemaViolation) && !(error instanceof XmlError)) throw error;
    const text = error.message;
    throw new RequestFault('ErrorSchemaValidation', `The request failed schema validation: ${text}`, {
      violation: { ...lineAndColumn(source, error.at), text },
    });
  }
}

/** The name of the operation that a text asks for, by a glance; for faults that strike before anything is read. */
export function glanceOperation(source: string): string {
  const body = /<(?:[\w.-]+:)?Body[^>]*>\s*<(?:[\w.-]+:)?(\w+)/.exec(source.slice(0, 8192));
  return body?.[1] ?? '';
}

function checkedRequest(envelope: XmlElement): SoapRequest {
  if (envelope.uri !== SOAP_NAMESPACE || envelope.local !== 'Envelope') {
    throw new SchemaViolation(`The root element '${envelope.local}' is not a SOAP 1.1 envelope.`, envelope.at);
  }
  const parts = [...envelope.children];
  const header = parts[0]?.local === 'Header' ? parts.shift() : undefined;
  const body = parts.shift();
  if (header !== undefined) checkHeader(header);
  if (body?.uri !== SOAP_NAMESPACE || body.local !== 'Body' || parts.length > 0) {
    throw new SchemaViolation('The envelope holds something other than a Header and a Body.', (body ?? envelope).at);
  }
  const element = body.children[0];
  if (element === undefined || body.children.length > 1) {
    throw new SchemaViolation('The body does not hold exactly one operation.', body.at);
  }
  const operation = OPERATIONS.find((name) => name === element.local);
  if (operation === undefined || element.uri !== MESSAGES_NAMESPACE) {
    throw new SchemaViolation(
      `The element '${element.local}' in namespace '${element.uri}' is not served.`,
      element.at,
    );
  }
  checkElement(element, operation);
  return {
    operation,
    element,
    impersonates: impersonated(header),
    version: requestedVersion(header),
    zone: contextZone(header),
  };
}

function checkHeader(header: XmlElement): void {
  if (header.uri !== SOAP_NAMESPACE) throw new SchemaViolation('The Header is not of SOAP 1.1.', header.at);
  const seen = new Set<string>();
  for (const child of header.children) {
    const type = child.uri === TYPES_NAMESPACE ? HEADERS.get(child.local) : undefined;
    if (type === undefined) {
      throw new SchemaViolation(`The header '${child.local}' in namespace '${child.uri}' is not known.`, child.at);
    }
    if (seen.has(child.local)) throw new SchemaViolation(`The header '${child.local}' came twice.`, child.at);
    seen.add(child.local);
    checkElement(child, type);
  }
}

function impersonated(header: XmlElement | undefined): string | null {
  const asked = header === undefined ? null : childOf(header, 'ExchangeImpersonation');
  return asked?.children[0]?.children[0]?.text.trim() ?? null;
}

function requestedVersion(header: XmlElement | undefined): string | null {
  const asked = header === undefined ? null : childOf(header, 'RequestServerVersion');
  return asked === null ? null : attributeOf(asked, 'Version');
}

function contextZone(header: XmlElement | undefined): string | null {
  const context = header === undefined ? null : childOf(header, 'TimeZoneContext');
  const [definition] = context?.children ?? [];
  return definition === undefined ? null : attributeOf(definition, 'Id');
}

const PROLOGUE = '<?xml version="1.0" encoding="utf-8"?>';

/** A whole answer around the operation's response element. */
export function answerEnvelope(response: string): string {
  const version = xmlElement(
    'h:ServerVersionInfo',
    {
      MajorVersion: 15,
      MinorVersion: 2,
      MajorBuildNumber: 1118,
      MinorBuildNumber: 7,
      Version: 'V2017_07_11',
      'xmlns:h': TYPES_NAMESPACE,
    },
    '',
  );
  return `${PROLOGUE}<s:Envelope xmlns:s="${SOAP_NAMESPACE}"><s:Header>${version}</s:Header><s:Body>${response}</s:Body></s:Envelope>`;
}

/** The response element of an operation, with both namespaces declared. */
export function responseElement(operation: string, content: string): string {
  return xmlElement(`m:${operation}Response`, { 'xmlns:m': MESSAGES_NAMESPACE, 'xmlns:t': TYPES_NAMESPACE }, content);
}

/** The answer to a request that failed as a whole; it goes with HTTP 500. */
export function faultEnvelope(fault: RequestFault): string {
  const text = escapeXml(fault.message);
  const { violation } = fault;
  const inE = { 'xmlns:e': ERRORS_NAMESPACE };
  const where =
    violation === null
      ? ''
      : xmlText('t:LineNumber', violation.line) +
        xmlText('t:LinePosition', violation.column) +
        xmlText('t:Violation', violation.text);
  const values = Object.entries(fault.values).map(([Name, value]) => xmlText('t:Value', value, { Name }));
  const messageXml =
    where === '' && values.length === 0
      ? ''
      : xmlElement('t:MessageXml', { 'xmlns:t': TYPES_NAMESPACE }, where + values.join(''));
  const detail = xmlText('e:ResponseCode', fault.code, inE) + xmlText('e:Message', fault.message, inE) + messageXml;
  const body =
    `<s:Fault><faultcode xmlns:a="${TYPES_NAMESPACE}">a:${fault.code}</faultcode>` +
    `<faultstring xml:lang="en-US">${text}</faultstring><detail>${detail}</detail></s:Fault>`;
  return `${PROLOGUE}<s:Envelope xmlns:s="${SOAP_NAMESPACE}"><s:Body>${body}</s:Body></s:Envelope>`;
}
