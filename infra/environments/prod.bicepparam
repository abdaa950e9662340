// What members use.
using '../main.bicep'

param environmentName = 'prod'

param app = {
  instanceMemoryMB: 2048
  maximumInstanceCount: 200
  alwaysReadyHttp: 2
  httpConcurrency: 16
  updateStrategy: 'Recreate'
  currentHashKey: 1
  currentDataKey: 1
}

param data = {
  sku: 'Standard_GZRS'
  dropRetentionDays: 30
  softDeleteDays: 7
  reportRetentionDays: 731
  lock: true
}

param mail = {
  domain: {
    kind: 'custom'
    name: readEnvironmentVariable('KENCOM_MAIL_DOMAIN')
    linked: bool(readEnvironmentVariable('KENCOM_MAIL_DOMAIN_LINKED', 'false'))
    senderUsername: empty(readEnvironmentVariable('KENCOM_MAIL_SENDER', ''))
      ? null
      : readEnvironmentVariable('KENCOM_MAIL_SENDER', '')
  }
  perMinute: 30
  perHour: 100
  operatorName: readEnvironmentVariable('KENCOM_OPERATOR_NAME')
}

param web = {
  hostName: readEnvironmentVariable('KENCOM_HOST_NAME')
  hostNameLive: bool(readEnvironmentVariable('KENCOM_HOST_NAME_LIVE', 'false'))
  sku: 'Standard'
  requestsPerMinute: 1000
}

param staff = {
  tenantId: readEnvironmentVariable('KENCOM_STAFF_TENANT_ID')
  clientId: readEnvironmentVariable('KENCOM_STAFF_CLIENT_ID')
}

param alerts = {
  emailAddresses: split(readEnvironmentVariable('KENCOM_ALERT_ADDRESSES'), ',')
  enabled: true
  failedMails: 5
  signInFailures: 500
  eligibilityMisses: 500
  monthlyBudget: 300000
}

param network = {
  private: true
  addressPrefix: '10.40.0.0/24'
  // More than 400 networks, or insurers who upload from Azure: { from: 'anywhere' }
  uploads: {
    from: 'listed'
    networks: empty(readEnvironmentVariable('KENCOM_INSURER_NETWORKS', ''))
      ? []
      : split(readEnvironmentVariable('KENCOM_INSURER_NETWORKS', ''), ',')
  }
}

param operators = empty(readEnvironmentVariable('KENCOM_OPERATORS_GROUP_ID', ''))
  ? {}
  : { groupId: readEnvironmentVariable('KENCOM_OPERATORS_GROUP_ID', '') }

param logRetentionDays = 90

// The versions that members agree to now (REG-8): with a new text comes a new version, and whoever agreed to the old one is asked again.
// Whatever else the app's options have can be set here too: infra/README.md, section Settings.
param settings = {
  Registration__MembershipTerms: '2026-04-01'
  Registration__PrivacyNotice: '2026-04-01'
}
