metadata description = 'The data: tables, queues with their poison queues, containers, when files are deleted, and what the app may do with each.'

import { dataType, operatorsType, roleIdsType } from 'types.bicep'

@description('The account, made by storage-account.bicep.')
param accountName string

@description('Redundancy and retention.')
param settings dataType

@description('Name of the identity of the app.')
param identityName string

@description('People who operate the service.')
param operators operatorsType

@description('Ids of the built-in roles by name.')
param roles roleIdsType

@description('Full ids of our own roles by name.')
param customRoles roleIdsType

@description('Container for announcements that could not be delivered.')
param deadLetterContainer string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

var names = loadJsonContent('../names.json')
var poisonQueues = map(names.queues, queue => '${queue}${names.poisonSuffix}')
var allQueues = concat(names.queues, poisonQueues)
var appContainers = concat(names.dropContainers, names.workContainers)

// A deleted blob becomes a version first, and then lies in the recycle bin: together it must be gone in time (RST-11).
var dropDeleteDays = settings.dropRetentionDays - settings.softDeleteDays - 2

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: accountName

  resource tableService 'tableServices' existing = {
    name: 'default'
  }

  resource queueService 'queueServices' existing = {
    name: 'default'
  }

  resource blobService 'blobServices' existing = {
    name: 'default'
  }
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = [
  for table in names.tables: {
    parent: account::tableService
    name: table
  }
]

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [
  for queue in allQueues: {
    parent: account::queueService
    name: queue
  }
]

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [
  for container in appContainers: {
    parent: account::blobService
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: account::blobService
  name: deadLetterContainer
  properties: { publicAccess: 'None' }
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'delete-drops'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: map(names.dropContainers, container => '${container}/')
            }
            actions: {
              baseBlob: { delete: { daysAfterCreationGreaterThan: dropDeleteDays } }
              version: { delete: { daysAfterCreationGreaterThan: dropDeleteDays } }
              snapshot: { delete: { daysAfterCreationGreaterThan: dropDeleteDays } }
            }
          }
        }
        {
          name: 'delete-old-versions'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: map(names.workContainers, container => '${container}/')
            }
            actions: {
              version: { delete: { daysAfterCreationGreaterThan: settings.dropRetentionDays } }
            }
          }
        }
        {
          name: 'delete-reports'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['file-reports/']
            }
            actions: {
              baseBlob: { delete: { daysAfterCreationGreaterThan: settings.reportRetentionDays } }
            }
          }
        }
        {
          name: 'delete-dead-letters'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${deadLetterContainer}/']
            }
            actions: {
              baseBlob: { delete: { daysAfterCreationGreaterThan: settings.dropRetentionDays } }
            }
          }
        }
      ]
    }
  }
}

// Table by table, so that the audit log can be added to and read, but never changed or deleted by the app (STF-2).
resource tableRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (table, i) in names.tables: {
    name: guid(tables[i].id, identity.id)
    scope: tables[i]
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: contains(names.appendOnlyTables, table) ? customRoles.auditAppender : customRoles.tableEntities
    }
  }
]

resource queueRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, identity.id, roles['Storage Queue Data Contributor'])
  scope: account
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Storage Queue Data Contributor']
    )
  }
}

resource containerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, i) in appContainers: {
    name: guid(containers[i].id, identity.id, roles['Storage Blob Data Contributor'])
    scope: containers[i]
    properties: {
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        roles['Storage Blob Data Contributor']
      )
    }
  }
]

// The key that signs upload links (STF-5) is asked for at the account; it gives no access by itself.
resource delegatorRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, identity.id, roles['Storage Blob Delegator'])
  scope: account
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Delegator'])
  }
}

// Replaying a poison queue: take from one, put into the other.
var operatorNeeds = ['Storage Queue Data Message Processor', 'Storage Queue Data Message Sender']

resource operatorRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in (operators.?groupId == null ? [] : operatorNeeds): {
    name: guid(account.id, operators.groupId!, roles[role])
    scope: account
    properties: {
      principalId: operators.groupId!
      principalType: 'Group'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (settings.lock) {
  name: 'members'
  scope: account
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds all members. Delete the lock first, on purpose.'
  }
}
