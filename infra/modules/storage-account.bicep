metadata description = 'A storage account as all of ours are: Entra only, no public blobs, TLS 1.2, deleted blobs can be brought back.'

import { tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Which of the accounts it is.')
param part 'host-account' | 'data-account'

@description('Its name.')
param name string

@description('Where it lives.')
param location string

@description('Redundancy.')
param sku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'

@description('Days that deleted blobs can be brought back.')
param softDeleteDays int

@description('Whether overwritten blobs are kept as versions.')
param versioning bool

@description('Who may reach it over the internet.')
param access 'everyone' | 'listed' | 'nobody'

@description('Networks (CIDR) that may reach it when access is listed.')
param listedNetworks string[] = []

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: union(tags, { 'kencom-part': part })
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowedCopyScope: 'AAD'
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: access == 'nobody' ? 'Disabled' : 'Enabled'
    networkAcls: {
      // Event Grid delivers as a trusted service, by its system-assigned identity.
      bypass: 'AzureServices'
      defaultAction: access == 'everyone' ? 'Allow' : 'Deny'
      ipRules: [for network in listedNetworks: { value: network, action: 'Allow' }]
    }
    sasPolicy: {
      sasExpirationPeriod: '7.00:00:00'
      expirationAction: 'Block'
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: softDeleteDays }
      containerDeleteRetentionPolicy: { enabled: true, days: softDeleteDays }
      isVersioningEnabled: versioning
    }
  }

  resource queues 'queueServices' = {
    name: 'default'
  }

  resource tables 'tableServices' = {
    name: 'default'
  }
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
output queueEndpoint string = account.properties.primaryEndpoints.queue
output tableEndpoint string = account.properties.primaryEndpoints.table
