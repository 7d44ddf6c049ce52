import { answered, asked, base64, call, type ApiRecord } from './api-record.ts';

/** Calls about machines, functions and containers. */
export const machines = (secret: string): readonly ApiRecord[] => [
  asked('lambda', 'CreateFunction20150331', { functionName: 'keepme', environment: { variables: { A: secret } } }),
  answered('lambda', 'UpdateFunctionConfiguration20150331v2', { environment: { variables: { A: secret } } }),
  asked('lambda', 'Invoke', { functionName: 'keepme', payload: secret, clientContext: base64(secret) }),
  asked('ec2', 'RunInstances', { userData: secret }),
  asked('ec2', 'RunInstances', { userData: base64('#!/bin/sh export X=' + secret) }),
  asked('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-0123', userData: { value: secret } }),
  asked('ec2', 'ModifyInstanceAttribute', { instanceId: 'i-0123', attribute: 'userData', value: secret }),
  answered('ec2', 'DescribeInstanceAttribute', { userData: { value: secret } }),
  asked('ec2', 'CreateVpnConnection', {
    CreateVpnConnectionRequest: { Options: { TunnelOptions: [{ PreSharedKey: secret }] } },
  }),
  answered('ec2', 'CreateVpnConnection', {
    CreateVpnConnectionResponse: {
      vpnConnection: { customerGatewayConfiguration: `<pre_shared_key>${secret}</pre_shared_key>` },
    },
  }),
  asked('ec2', 'ModifyVpnTunnelOptions', {
    ModifyVpnTunnelOptionsRequest: { TunnelOptions: { PreSharedKey: secret } },
  }),
  asked('ec2', 'CreateLaunchTemplateVersion', {
    CreateLaunchTemplateVersionRequest: { LaunchTemplateData: { UserData: secret } },
  }),
  asked('ec2', 'RequestSpotInstances', { launchSpecification: { userData: secret } }),
  asked('ec2', 'RequestSpotFleet', {
    requestSpotFleetRequest: { spotFleetRequestConfig: { launchSpecifications: { items: [{ userData: secret }] } } },
  }),
  asked('autoscaling', 'CreateLaunchConfiguration', { launchConfigurationName: 'k', userData: secret }),
  answered('ec2', 'CreateKeyPair', { keyMaterial: secret }),
  answered('ec2', 'GetPasswordData', { passwordData: secret }),
  asked('ec2', 'CopySnapshot', {
    presignedUrl: `https://ec2.x.amazonaws.com/?Action=CopySnapshot&X-Amz-Credential=AKIA/20260101&X-Amz-Signature=${secret}`,
  }),
  asked('ec2', 'ImportImage', {
    diskContainers: [{ url: `https://b.s3.amazonaws.com/x?AWSAccessKeyId=AKIA&Signature=${secret}` }],
  }),
  asked('ec2', 'ImportVolume', { image: { importManifestUrl: `https://b.s3.amazonaws.com/x?Signature=${secret}` } }),
  asked('ec2', 'CreateVerifiedAccessTrustProvider', {
    CreateVerifiedAccessTrustProviderRequest: { OidcOptions: { ClientId: 'k', ClientSecret: secret } },
  }),
  asked('ecs', 'RegisterTaskDefinition', {
    containerDefinitions: [
      {
        environment: [{ name: 'A', value: secret }],
        secrets: [{ name: 'A', valueFrom: 'arn:aws:ssm:keepme' }],
        repositoryCredentials: { credentialsParameter: 'arn:aws:secretsmanager:x' },
      },
    ],
  }),
  answered('ecs', 'RegisterTaskDefinition', {
    taskDefinition: { containerDefinitions: [{ environment: [{ name: 'A', value: secret }] }] },
  }),
  asked('ecs', 'RegisterTaskDefinition', { containerDefinitions: [{ command: ['run', '--password', secret] }] }),
  asked('ecs', 'RegisterTaskDefinition', {
    containerDefinitions: [{ command: ['sh', '-c', `DB_PASSWORD=${secret} run`] }],
  }),
  asked('ecs', 'RegisterTaskDefinition', {
    containerDefinitions: [
      { logConfiguration: { logDriver: 'splunk', options: { 'splunk-token': secret, 'splunk-url': 'https://k' } } },
    ],
  }),
  asked('ecs', 'RegisterTaskDefinition', { containerDefinitions: [{ dockerLabels: { 'datadog.api_key': secret } }] }),
  asked('ecs', 'RunTask', {
    overrides: { containerOverrides: [{ environment: [{ name: 'A', value: secret }], command: ['x'] }] },
  }),
  answered('ecs', 'StartTask', {
    tasks: [{ overrides: { containerOverrides: [{ environment: [{ name: 'A', value: secret }] }] } }],
  }),
  asked('ecs', 'UpdateService', { serviceConnectConfiguration: { logConfiguration: { options: { apikey: secret } } } }),
  answered('ecs', 'ExecuteCommand', { session: { streamUrl: 'wss://' + secret, tokenValue: secret } }),
  asked('ecs', 'ExecuteCommand', { command: `mysql -u root --password=${secret}` }),
  answered('ecr', 'GetAuthorizationToken', { authorizationData: [{ authorizationToken: secret, proxyEndpoint: 'k' }] }),
  answered('eks', 'RegisterCluster', { cluster: { connectorConfig: { activationId: 'k', activationCode: secret } } }),
  asked('eks', 'CreateAddon', { configurationValues: `{"env":{"PW":"x"},"password":"${secret}"}` }),
  asked('batch', 'RegisterJobDefinition', {
    containerProperties: { environment: [{ name: 'A', value: secret }] },
    parameters: { x: secret },
  }),
  asked('batch', 'SubmitJob', {
    containerOverrides: { environment: [{ name: 'A', value: secret }] },
    parameters: { x: secret },
  }),
  asked('batch', 'SubmitJob', {
    eksPropertiesOverride: { podProperties: { containers: [{ env: [{ name: 'A', value: secret }] }] } },
  }),
  asked('batch', 'RegisterJobDefinition', {
    nodeProperties: { nodeRangeProperties: [{ container: { environment: [{ name: 'A', value: secret }] } }] },
  }),
  asked('apprunner', 'CreateService', {
    sourceConfiguration: { imageRepository: { imageConfiguration: { runtimeEnvironmentVariables: { A: secret } } } },
  }),
  asked('apprunner', 'CreateService', {
    sourceConfiguration: {
      codeRepository: {
        codeConfiguration: { codeConfigurationValues: { runtimeEnvironmentVariables: { A: secret } } },
      },
    },
  }),
  asked('lightsail', 'CreateInstances', { userData: secret, instanceNames: ['keepme'] }),
  asked('lightsail', 'CreateRelationalDatabase', { masterUserPassword: secret }),
  asked('lightsail', 'CreateContainerServiceDeployment', {
    containers: { web: { environment: { A: secret }, image: 'k' } },
  }),
  answered('lightsail', 'GetInstanceAccessDetails', {
    accessDetails: { privateKey: secret, password: secret, passwordData: { ciphertext: secret } },
  }),
  answered('lightsail', 'CreateKeyPair', { privateKeyBase64: secret, publicKeyBase64: 'k' }),
  answered('lightsail', 'DownloadDefaultKeyPair', { privateKeyBase64: secret }),
  answered('lightsail', 'CreateBucketAccessKey', { accessKey: { secretAccessKey: secret } }),
  answered('lightsail', 'GetRelationalDatabaseMasterUserPassword', { masterUserPassword: secret }),
  answered('lightsail', 'CreateContainerServiceRegistryLogin', { registryLogin: { username: 'k', password: secret } }),
  answered('gamelift', 'RequestUploadCredentials', {
    uploadCredentials: { secretAccessKey: secret, sessionToken: secret },
  }),
  answered('gamelift', 'GetInstanceAccess', { instanceAccess: { credentials: { secret: secret, userName: 'k' } } }),
  answered('gamelift', 'GetComputeAuthToken', { authToken: secret }),
  asked('robomaker', 'CreateSimulationJob', {
    robotApplications: [{ launchConfig: { environmentVariables: { A: secret } } }],
  }),
  asked('greengrass', 'CreateFunctionDefinition', {
    initialVersion: { functions: [{ functionConfiguration: { environment: { variables: { A: secret } } } }] },
  }),
  asked('greengrassv2', 'CreateDeployment', {
    components: { x: { configurationUpdate: { merge: `{"password":"${secret}"}` } } },
  }),
  asked('ec2', 'CreateTags', { tagSet: { items: [{ key: 'db-password', value: secret }] } }),
  asked('lambda', 'TagResource20170331v2', { tags: { DB_PASSWORD: secret } }),
  call('ec2', 'RunInstances', {
    responseElements: {
      instancesSet: {
        items: [
          { instanceId: 'i-0123456789abcdef0', tagSet: { items: [{ key: 'Name', value: `password=${secret}` }] } },
        ],
      },
    },
  }),
  call('lambda', 'CreateFunction20150331', { requestParameters: [{ environment: { variables: { A: secret } } }] }),
];
