metadata description = 'One private endpoint and the name under which it is found.'

import { tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Its name.')
param name string

@description('Where it lives.')
param location string

@description('The subnet in which it gets its address.')
param subnetId string

@description('The resource that it leads to.')
param targetId string

@description('Which part of that resource.')
param part string

@description('The DNS zone of that part.')
param zoneId string

resource endpoint 'Microsoft.Network/privateEndpoints@2025-01-01' = {
  name: name
  location: location
  tags: union(tags, { 'kencom-part': 'private-endpoint' })
  properties: {
    subnet: { id: subnetId }
    privateLinkServiceConnections: [
      {
        name: part
        properties: { privateLinkServiceId: targetId, groupIds: [part] }
      }
    ]
  }

  resource zones 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: part, properties: { privateDnsZoneId: zoneId } }]
    }
  }
}
