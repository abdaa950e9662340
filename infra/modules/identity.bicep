metadata description = 'The one identity under which the app reaches everything else (INF-2).'

import { tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Its name.')
param name string

@description('Where it lives.')
param location string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: union(tags, { 'kencom-part': 'identity' })
}

output id string = identity.id
output principalId string = identity.properties.principalId
output clientId string = identity.properties.clientId
