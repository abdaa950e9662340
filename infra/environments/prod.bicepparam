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
}

param data = {
  sku: 'Standard_GZRS'
  dropRetentionDays: 30
  softDeleteDays: 7
  reportRetentionDays: 400
  lock: true
}

param mail = {
  domain: {
    kind: 'custom'
    name: readEnvironmentVariable('KENCOM_MAIL_DOMAIN')
    linked: bool(readEnvironmentVariable('KENCOM_MAIL_DOMAIN_LINKED', 'false'))
    senderUsername: 'no-reply'
  }
  perMinute: 30
  perHour: 100
  operatorName: readEnvironmentVariable('KENCOM_OPERATOR_NAME')
}

param web = {
  hostName: readEnvironmentVariable('KENCOM_HOST_NAME')
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
  insurerNetworks: empty(readEnvironmentVariable('KENCOM_INSURER_NETWORKS', ''))
    ? []
    : split(readEnvironmentVariable('KENCOM_INSURER_NETWORKS', ''), ',')
}

param operators = empty(readEnvironmentVariable('KENCOM_OPERATORS_GROUP_ID', ''))
  ? {}
  : { groupId: readEnvironmentVariable('KENCOM_OPERATORS_GROUP_ID', '') }

param logRetentionDays = 90

param budgetStart = readEnvironmentVariable('KENCOM_BUDGET_START')
