metadata description = 'Private networking (optional): a virtual network, private endpoints for storage and vault, and the names under which they are found.'

import { tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Its name.')
param name string

@description('Where it lives.')
param location string

@description('Address space: at least a /24. The first half is for the app, the second for private endpoints.')
param addressPrefix string

@description('The host account.')
param hostAccountId string

@description('The data account.')
param dataAccountId string

@description('The vault.')
param vaultId string

var targets = [
  { name: 'host-blob', id: hostAccountId, part: 'blob', zone: 0 }
  { name: 'host-table', id: hostAccountId, part: 'table', zone: 2 }
  { name: 'data-blob', id: dataAccountId, part: 'blob', zone: 0 }
  { name: 'data-queue', id: dataAccountId, part: 'queue', zone: 1 }
  { name: 'data-table', id: dataAccountId, part: 'table', zone: 2 }
  { name: 'vault', id: vaultId, part: 'vault', zone: 3 }
]

var zoneNames = [
  'privatelink.blob.${environment().suffixes.storage}'
  'privatelink.queue.${environment().suffixes.storage}'
  'privatelink.table.${environment().suffixes.storage}'
  'privatelink.vaultcore.azure.net'
]

resource network 'Microsoft.Network/virtualNetworks@2025-01-01' = {
  name: name
  location: location
  tags: union(tags, { 'kencom-part': 'network' })
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 25, 0)
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 25, 1)
          privateEndpointNetworkPolicies: 'Disabled'
          defaultOutboundAccess: false
        }
      }
    ]
  }

  resource endpointSubnet 'subnets' existing = {
    name: 'endpoints'
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in zoneNames: {
    name: zone
    location: 'global'
    tags: union(tags, { 'kencom-part': 'dns-zone' })
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, i) in zoneNames: {
    parent: zones[i]
    name: name
    location: 'global'
    tags: union(tags, { 'kencom-part': 'dns-link' })
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

module endpoints 'private-endpoint.bicep' = [
  for target in targets: {
    params: {
      tags: tags
      name: '${name}-${target.name}'
      location: location
      subnetId: network::endpointSubnet.id
      targetId: target.id
      part: target.part
      zoneId: zones[target.zone].id
    }
  }
]
