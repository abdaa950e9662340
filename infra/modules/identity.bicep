metadata description = 'The one identity under which the app reaches everything else (INF-2).'

@description('Its name.')
param name string

@description('Where it lives.')
param location string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
}

output id string = identity.id
output principalId string = identity.properties.principalId
output clientId string = identity.properties.clientId
