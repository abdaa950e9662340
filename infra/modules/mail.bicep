metadata description = 'Communication Services with its e-mail domain. No tracking: the links in our mails are secrets and must not be rewritten.'

import { mailDomainType, roleIdsType, tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Name of the e-mail service.')
param emailServiceName string

@description('Name of the communication service.')
param communicationName string

@description('Where mail is sent from.')
param domain mailDomainType

@description('Name of the identity of the app.')
param identityName string

@description('Ids of the built-in roles by name.')
param roles roleIdsType

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

var linked = domain.kind == 'managed' || domain.linked
// DoNotReply is there by itself. Others want raised sending limits: learn.microsoft.com, add-multiple-senders, note at the top.
var ownSender = domain.kind == 'custom' ? domain.?senderUsername : null
var username = ownSender ?? 'DoNotReply'

resource emailService 'Microsoft.Communication/emailServices@2025-09-01' = {
  name: emailServiceName
  location: 'global'
  tags: union(tags, { 'kencom-part': 'mail' })
  properties: { dataLocation: 'Japan' }

  resource emailDomain 'domains' = {
    name: domain.kind == 'managed' ? 'AzureManagedDomain' : domain.name
    location: 'global'
    tags: union(tags, { 'kencom-part': 'mail-domain' })
    properties: {
      domainManagement: domain.kind == 'managed' ? 'AzureManaged' : 'CustomerManaged'
      userEngagementTracking: 'Disabled'
    }

    resource sender 'senderUsernames' = if (linked && ownSender != null) {
      name: username
      properties: {
        username: username
        displayName: 'kencom'
      }
    }
  }
}

resource communication 'Microsoft.Communication/communicationServices@2025-09-01' = {
  name: communicationName
  location: 'global'
  tags: union(tags, { 'kencom-part': 'communication' })
  properties: {
    dataLocation: 'Japan'
    disableLocalAuth: true
    linkedDomains: linked ? [emailService::emailDomain.id] : []
  }
}

// The narrowest built-in role that can send.
resource senderRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(communication.id, identity.id, roles['Communication and Email Service Owner'])
  scope: communication
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Communication and Email Service Owner']
    )
  }
}

output endpoint string = 'https://${communication.properties.hostName}'
output senderAddress string = '${username}@${emailService::emailDomain.properties.fromSenderDomain}'
