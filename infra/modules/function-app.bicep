metadata description = 'The function app on Flex Consumption, reachable through our Front Door only, and its settings. Scale-out is set here and nowhere else.'

import { appType, tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Name of the plan.')
param planName string

@description('Name of the app.')
param appName string

@description('Where it lives.')
param location string

@description('Size and scale.')
param app appType

@description('Resource id of the identity of the app.')
param identityId string

@description('Blob endpoint of the host account.')
param hostBlobEndpoint string

@description('Container of the deployed package in the host account.')
param packageContainer string

@description('Virtual network for outgoing calls; none = the internet.')
param networkName string?

@description('Our Front Door. Requests without its id are refused, so that the client\'s address which it tells can be trusted (SI-9).')
param frontDoorName string

@description('The settings of the app. Names and addresses only: no key, no connection string (INF-2).')
param settings { *: string }

resource frontDoor 'Microsoft.Cdn/profiles@2025-04-15' existing = {
  name: frontDoorName
}

resource network 'Microsoft.Network/virtualNetworks@2025-01-01' existing = if (networkName != null) {
  name: networkName ?? 'none'

  resource appSubnet 'subnets' existing = {
    name: 'app'
  }
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: union(tags, { 'kencom-part': 'plan' })
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: appName
  location: location
  tags: union(tags, { 'kencom-part': 'function-app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: networkName == null ? null : network::appSubnet.id
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostBlobEndpoint}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: app.instanceMemoryMB
        maximumInstanceCount: app.maximumInstanceCount
        alwaysReady: app.alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: app.alwaysReadyHttp }] : []
        triggers: { http: { perInstanceConcurrency: app.httpConcurrency } }
      }
      // Known to the service, not yet to Bicep's types.
      #disable-next-line BCP037
      siteUpdateStrategy: { type: app.updateStrategy }
    }
    // Flex Consumption refuses the whole site for one property that it does not know, ftpsState among them (azure-cli issue 31414).
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      appSettings: [for setting in items(settings): { name: setting.key, value: setting.value }]
      ipSecurityRestrictionsDefaultAction: 'Deny'
      ipSecurityRestrictions: [
        {
          name: 'our-front-door'
          priority: 100
          action: 'Allow'
          tag: 'ServiceTag'
          ipAddress: 'AzureFrontDoor.Backend'
          headers: { 'x-azure-fdid': [frontDoor.properties.frontDoorId] }
        }
      ]
      // Deployments come from elsewhere and prove themselves with Entra tokens.
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictionsDefaultAction: 'Allow'
    }
  }

  // No user name and password for deployments.
  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

output hostName string = site.properties.defaultHostName
