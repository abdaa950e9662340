metadata description = 'Which logs of the platform are kept. Chosen by category: some hold personal data, some cost more than they tell.'

@description('The workspace that keeps the logs.')
param workspaceId string

@description('The data account.')
param dataAccountName string

@description('The vault.')
param vaultName string

@description('Name of the communication service.')
param communicationName string

@description('Name of the topic.')
param topicName string

@description('Name of the Front Door.')
param profileName string

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataAccountName

  resource blobs 'blobServices' existing = {
    name: 'default'
  }

  resource queues 'queueServices' existing = {
    name: 'default'
  }

  resource tables 'tableServices' existing = {
    name: 'default'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

resource communication 'Microsoft.Communication/communicationServices@2025-09-01' existing = {
  name: communicationName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource profile 'Microsoft.Cdn/profiles@2025-04-15' existing = {
  name: profileName
}

// Files of insurers: every access, also reading. Tables and queues: only deletion, since each request of a member is several calls.
#disable-next-line use-recent-api-versions // The only version with this shape; the older one is the stable one.
resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    logs: [for category in ['StorageRead', 'StorageWrite', 'StorageDelete']: { category: category, enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // The only version with this shape; the older one is the stable one.
resource queueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: account::queues
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // The only version with this shape; the older one is the stable one.
resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: account::tables
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // The only version with this shape; the older one is the stable one.
resource vaultLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

// Not EmailStatusUpdateOperational, and not allLogs: its rows name the recipient (API-4).
#disable-next-line use-recent-api-versions // The only version with this shape; the older one is the stable one.
resource mailLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: communication
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'EmailSendMailOperational', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

#disable-next-line use-recent-api-versions // The only version with this shape; the older one is the stable one.
resource topicLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: topic
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'DeliveryFailures', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

// Not FrontDoorAccessLog: the app's own traces tell the same without addresses.
#disable-next-line use-recent-api-versions // The only version with this shape; the older one is the stable one.
resource edgeLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'workspace'
  scope: profile
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'FrontDoorWebApplicationFirewallLog', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}
