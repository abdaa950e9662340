metadata description = 'The static front end. Members reach it through Front Door (edge.bicep), on the same host as the API.'

import { webType, tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Its name.')
param name string

@description('Where its management lives: the content is served worldwide, and the service is not in every region.')
param location string

@description('Plan and host.')
param web webType

resource site 'Microsoft.Web/staticSites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'kencom-part': 'web' })
  sku: { name: web.sku, tier: web.sku }
  properties: {
    allowConfigFileUpdates: true
    stagingEnvironmentPolicy: 'Disabled'
    enterpriseGradeCdnStatus: 'Disabled'
  }
}

output hostName string = site.properties.defaultHostname
