// For trying out: small, nothing locked, mail from a domain of Azure (5 a minute, 10 an hour).
using '../main.bicep'

param environmentName = 'dev'

param app = {
  instanceMemoryMB: 2048
  maximumInstanceCount: 40
  alwaysReadyHttp: 0
  httpConcurrency: 16
  updateStrategy: 'Recreate'
  currentHashKey: 1
  currentDataKey: 1
}

param data = {
  sku: 'Standard_LRS'
  dropRetentionDays: 30
  softDeleteDays: 7
  reportRetentionDays: 731
  lock: false
}

param mail = {
  domain: { kind: 'managed' }
  perMinute: 5
  perHour: 10
  operatorName: readEnvironmentVariable('KENCOM_OPERATOR_NAME')
}

param web = {
  hostNameLive: false
  sku: 'Free'
  requestsPerMinute: 1000
}

param staff = {
  tenantId: readEnvironmentVariable('KENCOM_STAFF_TENANT_ID')
  clientId: readEnvironmentVariable('KENCOM_STAFF_CLIENT_ID')
}

param alerts = {
  emailAddresses: split(readEnvironmentVariable('KENCOM_ALERT_ADDRESSES'), ',')
  enabled: true
  failedMails: 0
  signInFailures: 100
  eligibilityMisses: 100
  monthlyBudget: 10000
}

param network = {
  private: false
  addressPrefix: '10.40.0.0/24'
  uploads: { from: 'listed', networks: [] }
}

param operators = empty(readEnvironmentVariable('KENCOM_OPERATORS_GROUP_ID', ''))
  ? {}
  : { groupId: readEnvironmentVariable('KENCOM_OPERATORS_GROUP_ID', '') }

param logRetentionDays = 30

// The versions that members agree to now (REG-8): with a new text comes a new version, and whoever agreed to the old one is asked again.
// Whatever else the app's options have can be set here too: infra/README.md, section Settings.
param settings = {
  Registration__MembershipTerms: '2026-04-01'
  Registration__PrivacyNotice: '2026-04-01'
}
