import { answered, asked, base64, type ApiRecord } from './api-record.ts';

/** Calls about builds, stacks, training and other work that is set up from outside. */
export const pipelines = (secret: string): readonly ApiRecord[] => [
  asked('codebuild', 'CreateProject', { environment: { environmentVariables: [{ name: 'A', value: secret }] } }),
  answered('codebuild', 'UpdateProject', {
    project: { environment: { environmentVariables: [{ name: 'A', value: secret }] } },
  }),
  asked('codebuild', 'StartBuild', {
    environmentVariablesOverride: [{ name: 'A', value: secret }],
    buildspecOverride: `env:\n variables:\n  PASSWORD: ${secret}`,
  }),
  answered('codebuild', 'StartBuild', {
    build: {
      environment: { environmentVariables: [{ name: 'A', value: secret }] },
      exportedEnvironmentVariables: [{ name: 'B', value: secret }],
    },
  }),
  asked('codebuild', 'StartBuildBatch', { environmentVariablesOverride: [{ name: 'A', value: secret }] }),
  asked('codebuild', 'ImportSourceCredentials', { token: secret, serverType: 'GITHUB', username: 'k' }),
  answered('codebuild', 'CreateWebhook', {
    webhook: { secret: secret, url: 'k', payloadUrl: 'https://codebuild.x/webhooks?t=' + secret },
  }),
  asked('codebuild', 'CreateProject', { source: { auth: { resource: secret, type: 'OAUTH' } } }),
  asked('codepipeline', 'CreatePipeline', {
    pipeline: { stages: [{ actions: [{ configuration: { OAuthToken: secret, Repo: 'k' } }] }] },
  }),
  asked('codepipeline', 'PutWebhook', { webhook: { authenticationConfiguration: { secretToken: secret } } }),
  asked('codepipeline', 'StartPipelineExecution', { variables: [{ name: 'p', value: secret }] }),
  answered('codepipeline', 'PollForJobs', {
    jobs: [{ data: { artifactCredentials: { secretAccessKey: secret, sessionToken: secret } } }],
  }),
  asked('amplify', 'CreateApp', {
    oauthToken: secret,
    accessToken: secret,
    environmentVariables: { A: secret },
    basicAuthCredentials: secret,
  }),
  asked('amplify', 'CreateBranch', { environmentVariables: { A: secret }, basicAuthCredentials: secret }),
  asked('amplify', 'UpdateApp', {
    autoBranchCreationConfig: { environmentVariables: { A: secret }, basicAuthCredentials: secret },
  }),
  asked('cloudformation', 'CreateStack', {
    stackName: 'k',
    parameters: [{ parameterKey: 'P', parameterValue: secret }],
  }),
  asked('cloudformation', 'CreateStackSet', { parameters: [{ parameterKey: 'P', parameterValue: secret }] }),
  asked('cloudformation', 'CreateStackInstances', {
    parameterOverrides: [{ parameterKey: 'P', parameterValue: secret }],
  }),
  asked('cloudformation', 'UpdateStackInstances', {
    parameterOverrides: [{ parameterKey: 'P', parameterValue: secret }],
  }),
  asked('cloudformation', 'CreateStack', { templateURL: `https://b.s3.amazonaws.com/t?X-Amz-Signature=${secret}` }),
  asked('cloudformation', 'UpdateStack', { templateBody: secret }),
  asked('cloudformation', 'SetTypeConfiguration', { configuration: `{"apiKey":"${secret}"}` }),
  asked('cloudformation', 'SetTypeConfiguration', { configuration: `{"Credentials":{"Key":"${secret}"}}` }),
  asked('servicecatalog', 'ProvisionProduct', { provisioningParameters: [{ key: 'P', value: secret }] }),
  asked('servicecatalog', 'UpdateProvisionedProduct', {
    provisioningParameters: [{ key: 'P', value: secret, usePreviousValue: false }],
  }),
  asked('servicecatalog', 'CreateServiceAction', { definition: { Parameters: secret } }),
  asked('opsworks', 'CreateStack', {
    customJson: `{"mysql":{"password":"${secret}"}}`,
    customCookbooksSource: { password: secret, sshKey: secret },
  }),
  asked('opsworks', 'CreateApp', {
    environment: [{ key: 'A', value: secret, secure: true }],
    sslConfiguration: { privateKey: secret },
    appSource: { sshKey: secret },
  }),
  asked('opsworks-cm', 'CreateServer', {
    engineAttributes: [{ name: 'CHEF_AUTOMATE_ADMIN_PASSWORD', value: secret }],
    customPrivateKey: secret,
  }),
  asked('sagemaker', 'CreateTrainingJob', { environment: { A: secret }, hyperParameters: { pw: secret } }),
  asked('sagemaker', 'CreateModel', { containers: [{ environment: { A: secret } }] }),
  asked('sagemaker', 'CreateProcessingJob', { environment: { A: secret } }),
  asked('sagemaker', 'CreateTransformJob', { environment: { A: secret } }),
  asked('sagemaker', 'CreateNotebookInstanceLifecycleConfig', {
    onCreate: [{ content: base64('x ' + secret) }],
    onStart: [{ content: secret }],
  }),
  asked('sagemaker', 'CreateStudioLifecycleConfig', { studioLifecycleConfigContent: secret }),
  answered('sagemaker', 'CreatePresignedDomainUrl', {
    authorizedUrl: `https://d.studio.sagemaker.aws/auth?token=${secret}`,
  }),
  answered('sagemaker', 'CreatePresignedNotebookInstanceUrl', {
    authorizedUrl: `https://nb.notebook.aws?authToken=${secret}`,
  }),
  asked('sagemaker', 'CreateWorkforce', { oidcConfig: { clientId: 'k', clientSecret: secret } }),
  asked('elasticbeanstalk', 'CreateEnvironment', {
    optionSettings: [{ namespace: 'aws:elasticbeanstalk:application:environment', optionName: 'A', value: secret }],
  }),
  asked('elasticbeanstalk', 'UpdateConfigurationTemplate', {
    optionSettings: [{ optionName: 'DBPassword', value: secret }],
  }),
  answered('elasticbeanstalk', 'DescribeConfigurationSettings', {
    configurationSettings: [{ optionSettings: [{ value: secret }] }],
  }),
  asked('workspaces', 'CreateConnectClientAddIn', { uRL: `https://x?token=${secret}` }),
  asked('elasticmapreduce', 'RunJobFlow', {
    configurations: [{ properties: { 'fs.s3a.secret.key': secret } }],
    steps: [{ hadoopJarStep: { args: ['--password', secret] } }],
    kerberosAttributes: {
      kdcAdminPassword: secret,
      aDDomainJoinPassword: secret,
      crossRealmTrustPrincipalPassword: secret,
    },
  }),
  asked('elasticmapreduce', 'AddJobFlowSteps', { steps: [{ hadoopJarStep: { args: ['--password', secret, 'x'] } }] }),
  asked('elasticmapreduce', 'RunJobFlow', {
    configurations: [{ classification: 'hive-site', properties: { 'javax.jdo.option.ConnectionPassword': secret } }],
  }),
  asked('emr-serverless', 'StartJobRun', {
    jobDriver: {
      sparkSubmit: {
        entryPointArguments: ['--password', secret],
        sparkSubmitParameters: `--conf spark.password=${secret}`,
      },
    },
  }),
  asked('bedrock', 'InvokeModel', { modelId: 'keepme', body: secret }),
  asked('bedrock-agentcore', 'CreateApiKeyCredentialProvider', { apiKey: secret, name: 'k' }),
  asked('bedrock-agentcore', 'CreateOauth2CredentialProvider', {
    oauth2ProviderConfigInput: { customOauth2ProviderConfig: { clientSecret: secret } },
  }),
  asked('bedrock-agentcore', 'CreateAgentRuntime', { environmentVariables: { A: secret } }),
  answered('codecatalyst', 'CreateAccessToken', { secret: secret }),
  answered('codeartifact', 'GetAuthorizationToken', { authorizationToken: secret }),
  asked('codecommit', 'CreateCommit', { putFiles: [{ fileContent: secret }] }),
  asked('codecommit', 'PutFile', { fileContent: secret, filePath: 'k' }),
  answered('cloud9', 'CreateEnvironmentToken', { authenticationTag: secret }),
  asked('m2', 'CreateApplication', { definition: { content: `{"password":"${secret}"}` } }),
  asked('proton', 'CreateService', { spec: `password: ${secret}` }),
];
