/** The API call that a field belongs to: `eventSource` and `eventName` of its record. */
export interface ApiCall {
  readonly eventSource: string;
  readonly eventName: string;
}

/** Fields by their place, for any API: values of environment variables, as lists of pairs and as maps. */
const ANYWHERE: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\.)\w*env(?:ironment\w*)?\[\]\.value$/, 'environment variable'],
  [/environmentvariables(?:override)?\.[^]+$/, 'environment variable'],
  [/(?:^|\.)environment\.variables\.[^]+$/, 'environment variable'],
  [/(?:^|\.)customheaders\.items\[\]\.headervalue$/, 'header'],
  [/(?:^|\.)(?:header|querystring|body)parameters(?:\.|\[\]\.value)/, 'header'],
];

interface CallField {
  /** `eventSource` up to `.amazonaws.com`. */
  readonly service: RegExp;
  readonly event: RegExp;
  /** Place of the field, lower case; `[]` stands for an element of a list. */
  readonly path: RegExp;
  readonly kind: string;
}

/** Fields whose name alone does not tell. Versions at the end of Lambda's event names (`20150331v2`) are let through. */
const CALL_FIELDS: readonly CallField[] = [
  field('ssm', /^PutParameter$/, /^value$/, 'parameter value'),
  field(
    'ssm',
    /^(?:SendCommand|StartSession|StartAutomationExecution|StartChangeRequestExecution|.*Association.*|.*MaintenanceWindow.*)$/,
    /(?:^|\.)(?:task)?parameters(?:\.|$)/,
    'command parameter',
  ),
  field('ssm', /MaintenanceWindow/, /(?:^|\.)(?:payload|input|clientcontext)$/, 'command parameter'),
  field('ssm', /^GetParameter/, /\.value$/, 'parameter value'),
  field('ssm', /Document$/, /^content$/, 'document'),
  field('ssm-guiconnect', /./, /^authentication\./, 'credential'),
  field('lambda', /^Invoke/, /^(?:payload|clientcontext)$/, 'input'),
  field(
    'cloudformation',
    /./,
    /(?:^|\.)parameter(?:s|overrides)\[\]\.(?:parametervalue|resolvedvalue)$/,
    'stack parameter',
  ),
  field('cloudformation', /./, /(?:^|\.)templatebody$/, 'template'),
  field('cloudformation', /^SetTypeConfiguration$/, /^configuration$/, 'configuration'),
  field('servicecatalog', /./, /(?:^|\.)provisioningparameters\[\]\.value$/, 'stack parameter'),
  field('servicecatalog', /ServiceAction/, /(?:^|\.)definition\.parameters$/, 'command parameter'),
  field('proton', /./, /(?:^|\.)spec$/, 'template'),
  field('elasticbeanstalk', /./, /optionsettings\[\]\.value$/, 'environment variable'),
  field('sagemaker|lightsail', /./, /(?:^|\.)environment\.[^]+$/, 'environment variable'),
  field('sagemaker', /LifecycleConfig/, /(?:^|\.)(?:content|studiolifecycleconfigcontent)$/, 'start script'),
  field('sagemaker', /./, /(?:^|\.)(?:static)?hyperparameters\.[^]+$/, 'job argument'),
  field(
    'glue',
    /./,
    /(?:^|\.)(?:defaultarguments|nonoverridablearguments|arguments|(?:connection|spark|athena|python)properties|(?:default)?runproperties)\.[^]+$/,
    'job argument',
  ),
  field('glue', /Connection/, /(?:^|\.)(?:oauth2properties|authenticationconfiguration)\.[^]*code$/, 'code'),
  field('batch', /^(?:SubmitJob|RegisterJobDefinition)$/, /^parameters\.[^]+$/, 'job argument'),
  field('elasticmapreduce', /./, /(?:^|\.)configurations\[\][^]*\.properties\.[^]+$/, 'job argument'),
  field('emr-serverless|emr-containers', /JobRun/, /(?:^|\.)entrypointarguments\[\]$/, 'job argument'),
  field('kafkaconnect', /./, /(?:^|\.)(?:connectorconfiguration\.[^]+|propertiesfilecontent)$/, 'configuration'),
  field('mq', /Configuration$/, /^data$/, 'configuration'),
  field('airflow', /Environment$/, /(?:^|\.)airflowconfigurationoptions\.[^]+$/, 'configuration'),
  field('kinesisanalytics', /./, /(?:^|\.)propertymap\.[^]+$/, 'environment variable'),
  field('opsworks|opsworks-cm', /./, /(?:^|\.)(?:customjson|engineattributes\[\]\.value)$/, 'configuration'),
  field('eks', /Addon$/, /(?:^|\.)configurationvalues$/, 'configuration'),
  field('greengrass|greengrassv2', /./, /(?:^|\.)(?:configurationupdate\.merge|variables\.[^]+)$/, 'configuration'),
  field('states|swf', /./, /(?:^|\.)(?:input|output|cause|result)$/, 'input'),
  field('events|scheduler|pipes', /./, /(?:^|\.)(?:input|inputtemplate|detail|sql|sqls(?:\[\])?)$/, 'input'),
  field('rds-data|rdsdata|redshift-data', /./, /(?:^|\.)(?:sql|sqls(?:\[\])?)$/, 'statement'),
  field('rds-data|rdsdata|redshift-data', /./, /(?:^|\.)parameter(?:s|sets)[^]*value$/, 'statement'),
  field('codepipeline', /^StartPipelineExecution$/, /^variables\[\]\.value$/, 'environment variable'),
  field('codebuild', /Project$/, /(?:^|\.)auth\.resource$/, 'credential'),
  field('codebuild', /./, /(?:^|\.)buildspec(?:override)?$/, 'build commands'),
  field('codecommit', /./, /(?:^|\.)filecontent$/, 'content'),
  field('appsync', /ApiKey/, /^apikey\.id$/, 'API key'),
  field('apigateway', /ApiKey/, /(?:^|\.)(?:value|body)$/, 'API key'),
  field('apigateway|apigatewayv2', /./, /(?:^|\.)(?:stage)?variables\.[^]+$/, 'stage variable'),
  field('apigateway', /^TestInvoke/, /^(?:headers|multivalueheaders)\.|^body$/, 'header'),
  field('iot', /TopicRule$/, /(?:^|\.)headers\[\]\.value$/, 'header'),
  field('grafana', /^CreateWorkspace(?:ApiKey|ServiceAccountToken)$/, /(?:^|\.)key$/, 'API key'),
  field('firehose', /./, /(?:^|\.)commonattributes\[\]\.attributevalue$/, 'header'),
  field('elasticloadbalancing', /./, /(?:^|\.)httpheaderconfig\.values(?:\[\])?$/, 'header'),
  field('cloudfront-keyvaluestore', /./, /(?:^|\.)value$/, 'value'),
  field('cognito-idp', /./, /(?:^|\.)(?:session|code)$/, 'code'),
  field('sso|sso-oauth|signin', /./, /(?:^|\.)code$/, 'code'),
  field('cloudshell', /^PutCredentials$/, /^(?!environmentid$)/, 'credential'),
  field('mediapackage|mediaconvert', /./, /(?:initializationvector|decryptionkey)$/, 'secret'),
  field('bedrock', /^(?:Invoke|Converse)/, /^(?:body|messages|system)$/, 'input'),
  field('kms', /^(?:Sign|Verify|GenerateMac|VerifyMac)$/, /^message$/, 'message'),
  field('sns', /^Publish/, /(?:^|\.)message$/, 'message'),
  field('sqs', /Message/, /(?:^|\.)(?:messagebody|body)$/, 'message'),
];

/**
 * Tells which kind of secret a field of the call is by its place, undefined for one that is none that way. A place within
 * `requestParameters` or `responseElements` is written as keys in lower case joined by dots, `[]` for elements of lists.
 */
export function secretPlaces({ eventSource, eventName }: ApiCall): (path: string) => string | undefined {
  const service = eventSource.replace(/\.amazonaws\.com$/, '');
  const ofCall = CALL_FIELDS.filter((one) => one.service.test(service) && one.event.test(eventName));
  const places = [...ANYWHERE, ...ofCall.map(({ path, kind }) => [path, kind] as const)];
  return (path) => places.find(([place]) => place.test(path))?.[1];
}

function field(service: string, event: RegExp, path: RegExp, kind: string): CallField {
  return { service: new RegExp(`^(?:${service})$`), event, path, kind };
}
