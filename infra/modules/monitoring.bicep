metadata description = 'Where logs, traces and metrics go: one workspace, and Application Insights on it that accepts Entra identities only.'

import { roleIdsType, tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Name of the workspace.')
param workspaceName string

@description('Name of Application Insights.')
param componentName string

@description('Where it lives.')
param location string

@description('Days that logs are kept.')
param retentionDays int

@description('Whether the logs are locked against deletion.')
param lock bool

@description('Name of the identity of the app.')
param identityName string

@description('Ids of the built-in roles by name.')
param roles roleIdsType

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: workspaceName
  location: location
  tags: union(tags, { 'kencom-part': 'logs' })
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource workspaceLock 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  name: 'logs'
  scope: workspace
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds what tells of an attack. Delete the lock first, on purpose.'
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: componentName
  location: location
  tags: union(tags, { 'kencom-part': 'insights' })
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    // The address of a caller is personal data (API-4): the platform replaces it by 0.0.0.0.
    DisableIpMasking: false
  }
}

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, identity.id, roles['Monitoring Metrics Publisher'])
  scope: component
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Monitoring Metrics Publisher']
    )
  }
}

output workspaceId string = workspace.id
output componentId string = component.id

@description('Says where telemetry goes. It holds an instrumentation key, which is no credential while local authentication is off.')
output connectionString string = component.properties.ConnectionString
