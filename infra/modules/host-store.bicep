metadata description = 'What the Functions host keeps for itself in its own account: the deployed package, timer locks, diagnostic events.'

import { roleIdsType } from 'types.bicep'

@description('The account, made by storage-account.bicep.')
param accountName string

@description('Container of the deployed package.')
param packageContainer string

@description('Name of the identity of the app.')
param identityName string

@description('Ids of the built-in roles by name.')
param roles roleIdsType

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: accountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource package 'containers' = {
      name: packageContainer
    }
  }
}

// Owner, not Contributor: the host's leases need it. Tables: where the host writes why it does not start.
var needs = ['Storage Blob Data Owner', 'Storage Table Data Contributor']

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in needs: {
    name: guid(account.id, identity.id, roles[role])
    scope: account
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]
