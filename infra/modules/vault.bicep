metadata description = 'Key Vault for the hash keys. The template never writes a secret: deploy.sh makes a missing one, nothing ever overwrites one.'

import { roleIdsType, tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Its name.')
param name string

@description('Where it lives.')
param location string

@description('Name of the identity of the app.')
param identityName string

@description('Whether it is reached through a private endpoint only.')
param private bool

@description('Whether it is locked against deletion and cannot be purged.')
param lock bool

@description('Ids of the built-in roles by name.')
param roles roleIdsType

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' = {
  name: name
  location: location
  tags: union(tags, { 'kencom-part': 'vault' })
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    // Protection outlives the environment: its name stays taken for as long (bicep issue 7529). Where nothing is locked, remove.sh may purge.
    softDeleteRetentionInDays: lock ? 90 : 7
    enablePurgeProtection: lock ? true : null
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: private ? 'Deny' : 'Allow'
    }
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identity.id, roles['Key Vault Secrets User'])
  scope: vault
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets User'])
  }
}

resource vaultLock 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  name: 'hash-keys'
  scope: vault
  properties: {
    level: 'CanNotDelete'
    notes: 'Without the hash keys no roster row and no login is found again, without the data keys no result is read again.'
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
