/** A Lambda function, and which version or alias of it where one is meant. */
export interface FunctionName {
  readonly name: string;
  /** Version or alias; undefined for the function itself. */
  readonly qualifier: string | undefined;
  /** Where the text was an ARN, in part or whole. */
  readonly account: string | undefined;
}

/** Name, partial ARN or ARN, each with or without a qualifier (API_AddPermission, "FunctionName"). */
const SHAPE =
  /^(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[a-zA-Z0-9_-]{1,64})(?::(?<qualifier>\$LATEST|[a-zA-Z0-9_-]{1,128}))?$/;

/** Reads the ways in which requests name a function; undefined for what names none. */
export function functionName(text: string): FunctionName | undefined {
  const { name, qualifier, account } = SHAPE.exec(text)?.groups ?? {};
  return name === undefined ? undefined : { name, qualifier, account };
}
