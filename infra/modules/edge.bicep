metadata description = 'Front Door: the one host that members see, /api to the function app and the rest to the front end. Split in two, because the app must know the Front Door and the routes must know the app.'

import { tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Name of the Front Door.')
param profileName string

@description('Name of its endpoint.')
param endpointName string

resource profile 'Microsoft.Cdn/profiles@2025-04-15' = {
  name: profileName
  location: 'global'
  tags: union(tags, { 'kencom-part': 'edge' })
  sku: { name: 'Standard_AzureFrontDoor' }
  properties: {
    // Longer than a request may take (Functions cuts at 230 s, ours take under 10).
    originResponseTimeoutSeconds: 60
    // Addresses of members, and the tokens in activation links, stay out of the logs (API-4).
    logScrubbing: {
      state: 'Enabled'
      scrubbingRules: [
        { matchVariable: 'RequestIPAddress', selectorMatchOperator: 'EqualsAny', state: 'Enabled' }
        { matchVariable: 'RequestUri', selectorMatchOperator: 'EqualsAny', state: 'Enabled' }
      ]
    }
  }

  resource endpoint 'afdEndpoints' = {
    name: endpointName
    location: 'global'
    tags: union(tags, { 'kencom-part': 'edge-endpoint' })
    properties: { enabledState: 'Enabled' }
  }
}

output hostName string = profile::endpoint.properties.hostName
