import { answered, asked, base64, type ApiRecord } from './api-record.ts';

/** Calls about databases, data on its way, and files. */
export const databases = (secret: string): readonly ApiRecord[] => [
  asked('rds', 'CreateDBInstance', { masterUserPassword: secret, tdeCredentialPassword: secret }),
  answered('rds', 'ModifyDBInstance', { pendingModifiedValues: { masterUserPassword: secret } }),
  asked('rds', 'RestoreDBInstanceFromS3', { masterUserPassword: secret }),
  asked('rds', 'CopyDBSnapshot', { preSignedUrl: `https://rds?X-Amz-Signature=${secret}` }),
  asked('rds-data', 'ExecuteStatement', {
    sql: `ALTER USER x IDENTIFIED BY '${secret}'`,
    parameters: [{ name: 'p', value: { stringValue: secret } }],
  }),
  asked('rdsdata', 'ExecuteStatement', {
    sql: `CREATE USER x PASSWORD '${secret}'`,
    parameters: [{ name: 'p', value: { stringValue: secret } }],
  }),
  asked('redshift-data', 'ExecuteStatement', {
    sql: `create user x password '${secret}'`,
    parameters: [{ name: 'p', value: secret }],
  }),
  asked('redshift', 'CreateCluster', { masterUserPassword: secret }),
  answered('redshift', 'GetClusterCredentials', { dbUser: 'k', dbPassword: secret }),
  answered('redshift-serverless', 'GetCredentials', { dbPassword: secret }),
  asked('redshift-serverless', 'CreateNamespace', { adminUserPassword: secret, adminUsername: 'k' }),
  asked('redshift', 'CreateHsmConfiguration', { hsmPartitionPassword: secret }),
  asked('elasticache', 'CreateReplicationGroup', { authToken: secret }),
  asked('elasticache', 'ModifyReplicationGroup', { authToken: secret }),
  asked('elasticache', 'CreateUser', { passwords: [secret], userName: 'k' }),
  asked('elasticache', 'ModifyUser', { authenticationMode: { type: 'password', passwords: [secret] } }),
  asked('memorydb', 'CreateUser', { authenticationMode: { passwords: [secret] } }),
  asked('es', 'CreateElasticsearchDomain', {
    advancedSecurityOptions: { masterUserOptions: { masterUserName: 'k', masterUserPassword: secret } },
  }),
  asked('es', 'CreateDomain', { advancedSecurityOptions: { masterUserOptions: { masterUserPassword: secret } } }),
  asked('glue', 'CreateConnection', {
    connectionInput: {
      name: 'k',
      connectionProperties: { PASSWORD: secret, JDBC_CONNECTION_URL: 'jdbc:' + secret, USERNAME: 'u' },
    },
  }),
  asked('glue', 'CreateConnection', {
    connectionInput: {
      sparkProperties: { x: secret },
      authenticationConfiguration: {
        basicAuthenticationCredentials: { password: secret },
        oAuth2Properties: {
          authorizationCodeProperties: { authorizationCode: secret },
          oAuth2Credentials: {
            accessToken: secret,
            refreshToken: secret,
            jwtToken: secret,
            userManagedClientApplicationClientSecret: secret,
          },
        },
        customAuthenticationCredentials: { x: secret },
      },
    },
  }),
  asked('glue', 'CreateJob', {
    name: 'k',
    defaultArguments: { '--pw': secret },
    nonOverridableArguments: { '--x': secret },
  }),
  asked('glue', 'StartJobRun', { jobName: 'k', arguments: { '--pw': secret } }),
  asked('glue', 'CreateTrigger', { actions: [{ arguments: { '--pw': secret } }] }),
  asked('glue', 'CreateDevEndpoint', { arguments: { x: secret }, publicKey: 'ssh-rsa k' }),
  asked('glue', 'StartWorkflowRun', { runProperties: { x: secret } }),
  asked('glue', 'CreateWorkflow', { defaultRunProperties: { x: secret } }),
  asked('dms', 'CreateEndpoint', {
    endpointIdentifier: 'k',
    username: 'u',
    password: secret,
    extraConnectionAttributes: `password=${secret}`,
  }),
  asked('dms', 'CreateEndpoint', {
    postgreSQLSettings: { password: secret },
    oracleSettings: { password: secret, asmPassword: secret, securityDbEncryption: secret },
    mongoDbSettings: { password: secret },
    redisSettings: { authPassword: secret },
    kafkaSettings: { saslPassword: secret, sslClientKeyPassword: secret },
  }),
  asked('dms', 'ModifyEndpoint', { oracleSettings: { securityDbEncryption: secret } }),
  asked('dms', 'ImportCertificate', { certificatePem: '-----BEGIN CERTIFICATE-----', certificateWallet: secret }),
  asked('firehose', 'CreateDeliveryStream', {
    httpEndpointDestinationConfiguration: {
      endpointConfiguration: { url: 'https://k', accessKey: secret },
      requestConfiguration: { commonAttributes: [{ attributeName: 'x', attributeValue: secret }] },
    },
  }),
  asked('firehose', 'UpdateDestination', {
    splunkDestinationUpdate: { hECToken: secret },
    redshiftDestinationUpdate: { password: secret, clusterJDBCURL: 'k' },
  }),
  asked('firehose', 'CreateDeliveryStream', {
    snowflakeDestinationConfiguration: { privateKey: secret, keyPassphrase: secret },
  }),
  asked('kinesisanalytics', 'CreateApplication', {
    applicationConfiguration: {
      environmentProperties: { propertyGroups: [{ propertyGroupId: 'k', propertyMap: { pw: secret } }] },
    },
  }),
  asked('mq', 'CreateBroker', {
    users: [{ username: 'k', password: secret }],
    ldapServerMetadata: { serviceAccountPassword: secret },
  }),
  asked('mq', 'UpdateUser', { password: secret }),
  asked('mq', 'CreateConfiguration', { data: base64('<x password="' + secret + '"/>') }),
  asked('mq', 'UpdateConfiguration', { data: base64(`<simpleAuthenticationPlugin><user password="${secret}"/>`) }),
  asked('kafkaconnect', 'CreateConnector', {
    connectorConfiguration: { 'database.password': secret, 'connection.url': secret },
  }),
  asked('kafkaconnect', 'CreateWorkerConfiguration', { propertiesFileContent: base64('sasl.password=' + secret) }),
  asked('airflow', 'CreateEnvironment', {
    airflowConfigurationOptions: { 'smtp.smtp_password': secret, 'core.fernet_key': secret },
  }),
  answered('airflow', 'CreateCliToken', { cliToken: secret }),
  answered('airflow', 'CreateWebLoginToken', { webToken: secret }),
  asked('datasync', 'CreateLocationSmb', { user: 'k', password: secret }),
  asked('datasync', 'CreateLocationObjectStorage', { accessKey: 'k', secretKey: secret }),
  asked('datasync', 'CreateLocationHdfs', { kerberosKeytab: secret, kerberosKrb5Conf: 'k' }),
  asked('datasync', 'CreateLocationAzureBlob', { sasConfiguration: { token: secret } }),
  asked('datasync', 'CreateLocationFsxWindows', { password: secret }),
  asked('datasync', 'CreateAgent', { activationKey: secret }),
  asked('storagegateway', 'ActivateGateway', { activationKey: secret }),
  asked('storagegateway', 'JoinDomain', { password: secret }),
  asked('storagegateway', 'SetSMBGuestPassword', { password: secret }),
  asked('storagegateway', 'UpdateChapCredentials', {
    secretToAuthenticateInitiator: secret,
    secretToAuthenticateTarget: secret,
  }),
  asked('fsx', 'CreateFileSystem', {
    windowsConfiguration: { selfManagedActiveDirectoryConfiguration: { userName: 'k', password: secret } },
    ontapConfiguration: { fsxAdminPassword: secret },
  }),
  asked('fsx', 'CreateStorageVirtualMachine', { svmAdminPassword: secret }),
  asked('quicksight', 'CreateDataSource', { credentials: { credentialPair: { username: 'k', password: secret } } }),
  answered('quicksight', 'GenerateEmbedUrlForAnonymousUser', {
    embedUrl: `https://x?code=${secret}&identityprovider=q`,
  }),
  answered('quicksight', 'GetDashboardEmbedUrl', { embedUrl: `https://x?code=${secret}` }),
  answered('grafana', 'CreateWorkspaceApiKey', { key: secret, keyName: 'k' }),
  answered('grafana', 'CreateWorkspaceServiceAccountToken', { serviceAccountToken: { key: secret, id: 'k' } }),
  asked('appflow', 'CreateConnectorProfile', {
    connectorProfileConfig: {
      connectorProfileCredentials: {
        salesforce: { accessToken: secret, refreshToken: secret },
        sAPOData: { basicAuthCredentials: { password: secret } },
        zendesk: { clientSecret: secret },
        datadog: { apiKey: secret, applicationKey: secret },
        dynatrace: { apiToken: secret },
        infornexus: { secretAccessKey: secret, datakey: secret },
        googleAnalytics: { oAuthRequest: { authCode: secret } },
        customConnector: {
          custom: { credentialsMap: { x: secret } },
          apiKey: { apiKey: secret, apiSecretKey: secret },
        },
      },
    },
  }),
  asked('dynamodb', 'PutItem', { tableName: 'keepme', item: { password: { S: secret } } }),
  asked('dynamodb', 'ExecuteStatement', { statement: `INSERT INTO x value {'token':'${secret}'}` }),
  asked('s3', 'PutObject', {
    bucketName: 'keepme',
    'x-amz-server-side-encryption-customer-key': secret,
    'x-amz-server-side-encryption-customer-key-MD5': 'md',
  }),
  asked('s3', 'GetObject', {
    bucketName: 'keepme',
    key: 'k',
    'X-Amz-Signature': secret,
    'X-Amz-Security-Token': secret,
    'X-Amz-Credential': 'AKIA/x',
    'X-Amz-Algorithm': 'AWS4',
  }),
  asked('s3', 'GetObject', { Signature: secret, AWSAccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Expires: '1' }),
  answered('s3', 'CreateSession', { credentials: { sessionToken: secret, secretAccessKey: secret } }),
  asked('athena', 'StartQueryExecution', { queryString: `SELECT * FROM x WHERE token='${secret}'` }),
  asked('athena', 'CreateDataCatalog', { parameters: { 'connection-string': secret } }),
  asked('timestream', 'CreateDbInstance', { password: secret, username: 'k' }),
  asked('docdb-elastic', 'CreateCluster', { adminUserPassword: secret }),
  answered('dsql', 'GenerateToken', { token: secret }),
  asked('managedblockchain', 'CreateMember', {
    memberConfiguration: { frameworkConfiguration: { fabric: { adminUsername: 'k', adminPassword: secret } } },
  }),
  answered('managedblockchain', 'CreateAccessor', { accessorId: 'k', billingToken: secret }),
  answered('snowball', 'GetJobUnlockCode', { unlockCode: secret }),
  answered('snowball', 'GetJobManifest', { manifestURI: `https://x?X-Amz-Signature=${secret}` }),
];
