metadata description = 'What only an owner of the resource group may make: our own roles, and the identities under which the deployment workflow runs. deploy.sh runs it whenever an owner deploys, so that a half-failed run, a new repository or a new role is made good.'

@description('Where the identity lives.')
param location string = resourceGroup().location

@description('Which environment it is.')
param environmentName 'dev' | 'stg' | 'prod'

@description('The repository whose workflow may deploy, as owner/name; empty = no workflow.')
param repository string = ''

var tags = { 'kencom-environment': environmentName }
var roles = loadJsonContent('roles.json')
var entityActions = 'Microsoft.Storage/storageAccounts/tableServices/tables/entities'

var definitions = [
  {
    key: 'tableEntities'
    description: 'Reads and writes the rows of a table; cannot delete the table.'
    actions: []
    dataActions: [
      '${entityActions}/read'
      '${entityActions}/add/action'
      '${entityActions}/update/action'
      '${entityActions}/write'
      '${entityActions}/delete'
    ]
  }
  {
    key: 'auditAppender'
    description: 'Adds rows to a table and reads them; can neither change nor delete one.'
    actions: []
    dataActions: ['${entityActions}/read', '${entityActions}/add/action']
  }
  {
    key: 'lockKeeper'
    description: 'Sets and removes locks.'
    actions: ['Microsoft.Authorization/locks/*']
    dataActions: []
  }
  {
    key: 'previewer'
    description: 'Asks what a deployment would change; changes nothing.'
    actions: [
      '*/read'
      'Microsoft.Resources/deployments/whatIf/action'
      'Microsoft.Resources/deployments/validate/action'
    ]
    dataActions: []
  }
]

resource customRoles 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [
  for definition in definitions: {
    name: guid(resourceGroup().id, definition.key)
    properties: {
      // The name is unique in the whole tenant, which may hold the same environment in several subscriptions.
      roleName: '${roles.custom[definition.key]} (${resourceGroup().name} ${take(subscription().subscriptionId, 8)})'
      description: definition.description
      type: 'CustomRole'
      assignableScopes: [resourceGroup().id]
      permissions: [{ actions: definition.actions, dataActions: definition.dataActions }]
    }
  }
]

resource deployer 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (!empty(repository)) {
  name: 'id-kencom-deploy-${environmentName}'
  location: location
  tags: union(tags, { 'kencom-part': 'deployer' })

  // No secret: GitHub's own token is exchanged, and only for the environment that asks for approval.
  resource workflow 'federatedIdentityCredentials' = {
    name: 'github-${environmentName}'
    properties: {
      issuer: 'https://token.actions.githubusercontent.com'
      subject: 'repo:${repository}:environment:${environmentName}'
      audiences: ['api://AzureADTokenExchange']
    }
  }
}

// Runs what-if before anybody approves, and therefore can change nothing.
resource previewer 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (!empty(repository)) {
  name: 'id-kencom-preview-${environmentName}'
  location: location
  tags: union(tags, { 'kencom-part': 'previewer' })

  resource workflow 'federatedIdentityCredentials' = {
    name: 'github-${environmentName}-preview'
    properties: {
      issuer: 'https://token.actions.githubusercontent.com'
      subject: 'repo:${repository}:environment:${environmentName}-preview'
      audiences: ['api://AzureADTokenExchange']
    }
  }
}

resource preview 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(repository)) {
  name: guid(resourceGroup().id, previewer.id, 'previewer')
  properties: {
    principalId: previewer!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: customRoles[3].id
  }
}

resource contributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(repository)) {
  name: guid(resourceGroup().id, deployer.id, 'Contributor')
  properties: {
    principalId: deployer!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.builtIn.Contributor)
  }
}

resource lockKeeper 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(repository)) {
  name: guid(resourceGroup().id, deployer.id, 'lockKeeper')
  properties: {
    principalId: deployer!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: customRoles[2].id
  }
}

// The workflow may hand out exactly the roles that main.bicep needs, and none to its own identities: so it cannot make itself an owner or read a key.
var assignableIds = concat(
  map(roles.assignable, name => roles.builtIn[name]),
  [guid(resourceGroup().id, 'tableEntities'), guid(resourceGroup().id, 'auditAppender')]
)
var ownIds = empty(repository) ? [] : [deployer!.properties.principalId, previewer!.properties.principalId]
var isOneOfThese = 'ForAnyOfAnyValues:GuidEquals {${join(assignableIds, ', ')}}'
var isAnother = 'ForAnyOfAllValues:GuidNotEquals {${join(ownIds, ', ')}}'
var written = '@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ${isOneOfThese} AND @Request[Microsoft.Authorization/roleAssignments:PrincipalId] ${isAnother}'
var deleted = '@Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ${isOneOfThese}'
var condition = '((!(ActionMatches{\'Microsoft.Authorization/roleAssignments/write\'})) OR (${written})) AND ((!(ActionMatches{\'Microsoft.Authorization/roleAssignments/delete\'})) OR (${deleted}))'

resource roleGiver 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(repository)) {
  name: guid(resourceGroup().id, deployer.id, 'Role Based Access Control Administrator')
  properties: {
    principalId: deployer!.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.builtIn['Role Based Access Control Administrator']
    )
    conditionVersion: '2.0'
    condition: condition
  }
}

@description('Set as AZURE_CLIENT_ID of the GitHub environment.')
output deployerClientId string = empty(repository) ? '' : deployer!.properties.clientId

@description('Set as AZURE_CLIENT_ID of the GitHub environment whose name ends in -preview.')
output previewerClientId string = empty(repository) ? '' : previewer!.properties.clientId
