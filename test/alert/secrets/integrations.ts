import { answered, asked, type ApiRecord } from './api-record.ts';

/** Calls about messages, addresses, devices and what connects systems. */
export const integrations = (secret: string): readonly ApiRecord[] => [
  asked('apigateway', 'CreateApiKey', { createApiKeyInput: { name: 'k', value: secret } }),
  answered('apigateway', 'CreateApiKey', { id: 'k', value: secret, name: 'n' }),
  asked('apigateway', 'ImportApiKeys', { body: secret }),
  asked('apigateway', 'CreateStage', { createStageInput: { variables: { pw: secret } } }),
  asked('apigateway', 'CreateDeployment', { createDeploymentInput: { variables: { pw: secret } } }),
  asked('apigateway', 'UpdateStage', {
    updateStageInput: { patchOperations: [{ op: 'replace', path: '/variables/password', value: secret }] },
  }),
  asked('apigateway', 'UpdateApiKey', { patchOperations: [{ op: 'replace', path: '/value', value: secret }] }),
  asked('apigateway', 'ImportDomain', { certificatePrivateKey: secret }),
  asked('apigateway', 'PutIntegration', {
    requestParameters: { 'integration.request.header.x-api-key': `'${secret}'` },
  }),
  asked('apigatewayv2', 'CreateStage', { stageVariables: { pw: secret } }),
  asked('apigateway', 'TestInvokeMethod', { headers: { Authorization: secret, 'X-Api-Key': secret }, body: secret }),
  answered('iot', 'CreateKeysAndCertificate', { certificateId: 'k', keyPair: { publicKey: 'k', privateKey: secret } }),
  answered('iot', 'CreateProvisioningClaim', { keyPair: { PrivateKey: secret } }),
  asked('iot', 'TestInvokeAuthorizer', { token: secret, tokenSignature: secret, mqttContext: { password: secret } }),
  asked('iot', 'CreateTopicRule', {
    topicRulePayload: {
      actions: [
        { http: { headers: [{ key: 'Authorization', value: secret }] } },
        { salesforce: { token: secret } },
        { kafka: { clientProperties: { 'sasl.password': secret } } },
      ],
    },
  }),
  asked('directconnect', 'CreatePrivateVirtualInterface', {
    newPrivateVirtualInterface: { authKey: secret, virtualInterfaceName: 'k' },
  }),
  asked('directconnect', 'CreateBGPPeer', { newBGPPeer: { authKey: secret, asn: 65000 } }),
  answered('directconnect', 'CreatePrivateVirtualInterface', {
    authKey: secret,
    bgpPeers: [{ authKey: secret }],
    customerRouterConfig: `<bgp_auth_key>${secret}</bgp_auth_key>`,
  }),
  asked('directconnect', 'AssociateMacSecKey', { ckn: 'k', cak: secret }),
  asked('transfer', 'CreateServer', { hostKey: secret }),
  asked('transfer', 'ImportHostKey', { hostKeyBody: secret }),
  asked('transfer', 'UpdateServer', { hostKey: secret }),
  asked('transfer', 'ImportCertificate', { privateKey: secret }),
  asked('transfer', 'TestIdentityProvider', { userPassword: secret }),
  answered('wafv2', 'CreateAPIKey', { aPIKey: secret }),
  asked('wafv2', 'CreateWebACL', {
    rules: [
      {
        statement: {
          byteMatchStatement: { searchString: secret, fieldToMatch: { singleHeader: { name: 'authorization' } } },
        },
      },
    ],
  }),
  asked('appstream', 'CreateDirectoryConfig', {
    serviceAccountCredentials: { accountName: 'k', accountPassword: secret },
  }),
  answered('appstream', 'CreateStreamingURL', { streamingURL: `https://appstream?x=${secret}` }),
  answered('appstream', 'CreateImageBuilderStreamingURL', {
    streamingURL: `https://appstream2.x/authenticate?parameters=${secret}`,
  }),
  asked('chime', 'PutVoiceConnectorTerminationCredentials', { credentials: [{ username: 'k', password: secret }] }),
  answered('chime', 'CreateBot', { bot: { securityToken: secret } }),
  asked('connect', 'CreateUser', { username: 'k', password: secret }),
  asked('pinpoint', 'UpdateGcmChannel', { gCMChannelRequest: { apiKey: secret, serviceJson: secret } }),
  asked('mobiletargeting', 'UpdateApnsChannel', { aPNSChannelRequest: { privateKey: secret, tokenKey: secret } }),
  asked('mobiletargeting', 'UpdateAdmChannel', { aDMChannelRequest: { clientSecret: secret } }),
  asked('mobiletargeting', 'UpdateBaiduChannel', { baiduChannelRequest: { secretKey: secret, apiKey: secret } }),
  asked('sns', 'CreatePlatformApplication', { attributes: { PlatformCredential: secret } }),
  asked('sns', 'SetPlatformApplicationAttributes', { attributes: { PlatformCredential: secret } }),
  asked('sns', 'Publish', { topicArn: 'k', message: secret, subject: 's', messageStructure: 'x' }),
  asked('sns', 'PublishBatch', { publishBatchRequestEntries: [{ message: secret }] }),
  asked('sns', 'CreatePlatformEndpoint', { token: secret, customUserData: 'x' }),
  asked('sns', 'ConfirmSubscription', { token: secret }),
  asked('sns', 'Subscribe', { endpoint: `https://user:${secret}@example.com/x` }),
  asked('sns', 'Subscribe', { endpoint: `https://hooks.slack.com/services/T0/B0/${secret}` }),
  asked('sqs', 'SendMessage', { messageBody: secret }),
  answered('sqs', 'ReceiveMessage', { messages: [{ body: secret }] }),
  asked('events', 'PutTargets', { targets: [{ id: 'a', input: secret }] }),
  asked('events', 'PutTargets', { targets: [{ inputTransformer: { inputTemplate: secret } }] }),
  asked('events', 'CreateConnection', { authParameters: { basicAuthParameters: { username: 'k', password: secret } } }),
  asked('events', 'CreateConnection', {
    authParameters: {
      apiKeyAuthParameters: { apiKeyName: 'k', apiKeyValue: secret },
      oAuthParameters: { clientParameters: { clientSecret: secret } },
      invocationHttpParameters: { headerParameters: [{ key: 'k', value: secret }] },
    },
  }),
  asked('events', 'PutTargets', {
    targets: [
      { httpParameters: { headerParameters: { Authorization: secret }, queryStringParameters: { k: secret } } },
    ],
  }),
  asked('events', 'PutTargets', {
    targets: [{ ecsParameters: {}, redshiftDataParameters: { sql: `alter user x password '${secret}'` } }],
  }),
  asked('events', 'PutEvents', { entries: [{ detail: secret }] }),
  asked('scheduler', 'CreateSchedule', { target: { input: secret } }),
  asked('pipes', 'CreatePipe', {
    targetParameters: { inputTemplate: secret, httpParameters: { headerParameters: { k: secret } } },
    enrichmentParameters: { inputTemplate: secret },
  }),
  asked('states', 'StartExecution', { input: secret }),
  asked('states', 'StartSyncExecution', { input: secret }),
  asked('states', 'SendTaskSuccess', { taskToken: secret, output: secret }),
  asked('states', 'CreateStateMachine', { definition: `{"States":{"a":{"Parameters":{"password":"${secret}"}}}}` }),
  asked('states', 'TestState', { input: secret, definition: 'k' }),
  asked('swf', 'StartWorkflowExecution', { input: secret }),
  asked('appsync', 'CreateDataSource', {
    httpConfig: { authorizationConfig: { awsIamConfig: {} } },
    relationalDatabaseConfig: {},
  }),
  answered('appsync', 'CreateApiKey', { apiKey: { id: secret, description: 'k' } }),
  asked('appsync', 'CreateFunction', { code: `const token = "${secret}"` }),
  asked('appsync', 'UpdateGraphqlApi', { environmentVariables: { A: secret } }),
  asked('appsync', 'PutGraphqlApiEnvironmentVariables', { environmentVariables: { A: secret } }),
  asked('cloudfront', 'CreateDistribution', {
    distributionConfig: {
      origins: { items: [{ customHeaders: { items: [{ headerName: 'X-Origin-Verify', headerValue: secret }] } }] },
    },
  }),
  answered('cloudfront', 'CreateDistribution', {
    distribution: {
      distributionConfig: {
        origins: { items: [{ customHeaders: { items: [{ headerName: 'X-Origin-Verify', headerValue: secret }] } }] },
      },
    },
  }),
  asked('cloudfront-keyvaluestore', 'PutKey', { value: secret, key: 'k' }),
  asked('elasticloadbalancing', 'CreateRule', {
    actions: [{ authenticateOidcConfig: { clientId: 'k', clientSecret: secret } }],
  }),
  asked('elasticloadbalancing', 'CreateRule', {
    conditions: [{ httpHeaderConfig: { httpHeaderName: 'X-Origin-Verify', values: [secret] } }],
  }),
  answered('elasticloadbalancing', 'ModifyListener', {
    listeners: [{ defaultActions: [{ authenticateOidcConfig: { clientSecret: secret } }] }],
  }),
  asked('route53domains', 'TransferDomain', { authCode: secret, domainName: 'k' }),
  answered('route53domains', 'RetrieveDomainAuthCode', { authCode: secret }),
  answered('route53domains', 'TransferDomainToAnotherAwsAccount', { password: secret }),
  asked('route53domains', 'AcceptDomainTransferFromAnotherAwsAccount', { password: secret }),
  asked('guardduty', 'CreateThreatIntelSet', { location: `https://s3.amazonaws.com/b/x?X-Amz-Signature=${secret}` }),
  asked('inspector2', 'CreateCodeSecurityIntegration', { details: { gitlabSelfManaged: { accessToken: secret } } }),
  answered('cloudshell', 'CreateSession', { streamUrl: 'x' + secret, tokenValue: secret }),
  asked('cloudshell', 'PutCredentials', { keyId: secret, environmentId: 'k' }),
  asked('mediaconvert', 'CreateJob', {
    settings: {
      inputs: [{ decryptionSettings: { encryptedDecryptionKey: secret } }],
      outputGroups: [{ x: { encryption: { staticKeyProvider: { staticKeyValue: secret } } } }],
    },
  }),
  answered('ivs', 'CreateStreamKey', { streamKey: { value: secret, arn: 'k' } }),
  answered('ivs', 'CreateChannel', { streamKey: { value: secret, arn: 'k' }, channel: { name: 'keepme' } }),
  answered('ivschat', 'CreateChatToken', { token: secret }),
  asked('mediapackage', 'CreateOriginEndpoint', {
    hlsPackage: { encryption: { constantInitializationVector: secret } },
  }),
  answered('mediapackage', 'CreateChannel', { hlsIngest: { ingestEndpoints: [{ password: secret, username: 'k' }] } }),
  asked('iotwireless', 'CreateWirelessDevice', {
    loRaWAN: {
      otaaV1_1: { appKey: secret, nwkKey: secret, joinEui: 'k' },
      abpV1_1: { sessionKeys: { fNwkSIntKey: secret, appSKey: secret } },
      otaaV1_0_x: { genAppKey: secret },
    },
    sidewalk: {},
  }),
  asked('iotwireless', 'AssociateAwsAccountWithPartnerAccount', { sidewalk: { appServerPrivateKey: secret } }),
  asked('support', 'CreateCase', { communicationBody: `my password: ${secret}` }),
  asked('tagging', 'TagResources', { tags: { ApiToken: secret } }),
];
