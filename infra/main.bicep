metadata description = 'Everything that kencom needs in one resource group (INF-1). Deployed by deploy.sh, again and again; bootstrap.bicep comes first, once.'

import {
  environmentType
  appType
  dataType
  mailType
  webType
  staffType
  alertsType
  networkType
  operatorsType
  dnsRecordsType
} from 'modules/types.bicep'

@description('Which environment it is.')
param environmentName environmentType

@description('Where everything lives that has a place.')
param location string = resourceGroup().location

@description('Where the management of the static front end lives; the service is not in Japan.')
param webLocation string = 'eastasia'

@description('Size and scale of the function app.')
param app appType

@description('Redundancy and retention of the data.')
param data dataType

@description('Mail.')
param mail mailType

@description('What members reach.')
param web webType

@description('Sign-in of staff.')
param staff staffType

@description('Who is told, and when.')
param alerts alertsType

@description('Networks.')
param network networkType

@description('People who operate the service.')
param operators operatorsType = {}

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int

@description('First day of the month in which the budget began; deploy.sh passes the one of the existing budget.')
param budgetStart string

var roles = loadJsonContent('roles.json').builtIn
var token = uniqueString(subscription().id, environmentName, location)
var suffix = 'kencom-${environmentName}-${token}'
// Names are known before anything exists, so that what-if can tell what will change.
var names = {
  identity: 'id-${suffix}'
  hostAccount: 'st${take(token, 12)}host'
  dataAccount: 'st${take(token, 12)}data'
  vault: 'kv-${take('${environmentName}-${token}', 21)}'
  communication: 'acs-${suffix}'
  topic: 'egst-${suffix}'
  network: 'vnet-${suffix}'
  frontDoor: 'afd-${suffix}'
  endpoint: 'kencom-${environmentName}'
}
var packageContainer = 'app-package'
var deadLetterContainer = 'undelivered-arrivals'

// Made by bootstrap.bicep.
var customRoles = {
  tableEntities: subscriptionResourceId(
    'Microsoft.Authorization/roleDefinitions',
    guid(resourceGroup().id, 'tableEntities')
  )
  auditAppender: subscriptionResourceId(
    'Microsoft.Authorization/roleDefinitions',
    guid(resourceGroup().id, 'auditAppender')
  )
}

module identity 'modules/identity.bicep' = {
  params: {
    name: names.identity
    location: location
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    workspaceName: 'log-${suffix}'
    componentName: 'appi-${suffix}'
    location: location
    retentionDays: logRetentionDays
    identityName: names.identity
    roles: roles
  }
  dependsOn: [identity]
}

module hostAccount 'modules/storage-account.bicep' = {
  params: {
    name: names.hostAccount
    location: location
    sku: data.sku == 'Standard_LRS' ? 'Standard_LRS' : 'Standard_ZRS'
    softDeleteDays: data.softDeleteDays
    versioning: false
    access: network.private ? 'nobody' : 'everyone'
  }
}

module hostStore 'modules/host-store.bicep' = {
  params: {
    accountName: names.hostAccount
    packageContainer: packageContainer
    identityName: names.identity
    roles: roles
  }
  dependsOn: [identity, hostAccount]
}

module dataAccount 'modules/storage-account.bicep' = {
  params: {
    name: names.dataAccount
    location: location
    sku: data.sku
    softDeleteDays: data.softDeleteDays
    versioning: true
    access: network.private ? 'listed' : 'everyone'
    listedNetworks: network.private ? network.insurerNetworks : []
  }
}

module dataStore 'modules/data-store.bicep' = {
  params: {
    accountName: names.dataAccount
    settings: data
    identityName: names.identity
    operators: operators
    roles: roles
    customRoles: customRoles
    deadLetterContainer: deadLetterContainer
  }
  dependsOn: [identity, dataAccount]
}

module vault 'modules/vault.bicep' = {
  params: {
    name: names.vault
    location: location
    identityName: names.identity
    private: network.private
    lock: data.lock
    roles: roles
  }
  dependsOn: [identity]
}

module mailService 'modules/mail.bicep' = {
  params: {
    emailServiceName: 'email-${suffix}'
    communicationName: names.communication
    domain: mail.domain
    identityName: names.identity
    roles: roles
  }
  dependsOn: [identity]
}

module privateNetwork 'modules/network.bicep' = if (network.private) {
  params: {
    name: names.network
    location: location
    addressPrefix: network.addressPrefix
    hostAccountId: hostAccount.outputs.id
    dataAccountId: dataAccount.outputs.id
    vaultId: vault.outputs.id
  }
}

module edge 'modules/edge.bicep' = {
  params: {
    profileName: names.frontDoor
    endpointName: names.endpoint
  }
}

var publicUrl = 'https://${web.?hostName ?? edge.outputs.hostName}'

module functionApp 'modules/function-app.bicep' = {
  params: {
    planName: 'plan-${suffix}'
    appName: 'func-${suffix}'
    location: location
    app: app
    identityId: identity.outputs.id
    hostBlobEndpoint: hostAccount.outputs.blobEndpoint
    packageContainer: packageContainer
    networkName: network.private ? names.network : null
    frontDoorName: names.frontDoor
    settings: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
      AZURE_CLIENT_ID: identity.outputs.clientId
      AzureWebJobsStorage__blobServiceUri: hostAccount.outputs.blobEndpoint
      AzureWebJobsStorage__tableServiceUri: hostAccount.outputs.tableEndpoint
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.outputs.clientId
      DataStorage__blobServiceUri: dataAccount.outputs.blobEndpoint
      DataStorage__queueServiceUri: dataAccount.outputs.queueEndpoint
      DataStorage__tableServiceUri: dataAccount.outputs.tableEndpoint
      DataStorage__credential: 'managedidentity'
      DataStorage__clientId: identity.outputs.clientId
      Security__KeyVaultUri: vault.outputs.uri
      Security__CurrentHashKey: string(app.currentHashKey)
      Mail__Endpoint: mailService.outputs.endpoint
      Mail__SenderAddress: mailService.outputs.senderAddress
      Mail__PerMinute: string(mail.perMinute)
      Mail__PerHour: string(mail.perHour)
      Mail__FrontEndUrl: publicUrl
      Mail__OperatorName: mail.operatorName
      AzureAd__Instance: environment().authentication.loginEndpoint
      AzureAd__TenantId: staff.tenantId
      AzureAd__ClientId: staff.clientId
      AzureAd__Audience: staff.clientId
      // Nothing but the API answers: the host's own page would tell the world what runs here.
      AzureWebJobsDisableHomepage: 'true'
      // Timers that find what was left over; NCRONTAB with seconds, in UTC.
      SweepRegistrations: '0 */5 * * * *'
      SweepMails: '30 */5 * * * *'
      SweepAccounts: '0 */15 * * * *'
      SweepRosterFiles: '15 */5 * * * *'
      // Set by Front Door from the connection itself: cannot be forged, since nobody else reaches the app (SI-9).
      Http__ClientAddressHeader: 'X-Azure-SocketIP'
      Http__TrustedProxies: '1'
    }
  }
  dependsOn: [hostStore, dataStore, privateNetwork]
}

module webSite 'modules/web.bicep' = {
  params: {
    name: 'stapp-${suffix}'
    location: webLocation
    web: web
  }
}

module edgeRoutes 'modules/edge-routes.bicep' = {
  params: {
    profileName: names.frontDoor
    endpointName: names.endpoint
    firewallName: 'fdfp${environmentName}${token}'
    apiHostName: functionApp.outputs.hostName
    webHostName: webSite.outputs.hostName
    web: web
  }
}

module arrivals 'modules/arrivals.bicep' = {
  params: {
    topicName: names.topic
    location: location
    accountName: names.dataAccount
    deadLetterContainer: deadLetterContainer
    roles: roles
  }
  dependsOn: [dataStore]
}

module diagnostics 'modules/diagnostics.bicep' = {
  params: {
    workspaceId: monitoring.outputs.workspaceId
    dataAccountName: names.dataAccount
    vaultName: names.vault
    communicationName: names.communication
    topicName: names.topic
    profileName: names.frontDoor
  }
  dependsOn: [dataAccount, vault, mailService, arrivals, edge]
}

module alerting 'modules/alerts.bicep' = {
  params: {
    location: location
    suffix: suffix
    settings: alerts
    workspaceId: monitoring.outputs.workspaceId
    componentId: monitoring.outputs.componentId
    topicId: arrivals.outputs.topicId
    vaultId: vault.outputs.id
    readinessUrl: '${publicUrl}/api/health/ready'
  }
}

module budget 'modules/budget.bicep' = {
  params: {
    name: 'kencom-${environmentName}'
    amount: alerts.monthlyBudget
    startDate: budgetStart
    actionGroupId: alerting.outputs.actionGroupId
  }
}

@description('Where members go.')
output publicUrl string = publicUrl

@description('Where Front Door answers before DNS points to it.')
output edgeHostName string = edge.outputs.hostName

@description('The function app, for deploying code.')
output functionAppName string = functionApp.outputs.name

@description('The host name of the function app itself, which must refuse us.')
output functionAppHostName string = functionApp.outputs.hostName

@description('The static front end, for deploying pages.')
output webSiteName string = webSite.outputs.name

@description('The id that Front Door puts on its requests.')
output frontDoorId string = edge.outputs.frontDoorId

@description('The vault of the hash keys.')
output vaultId string = vault.outputs.id

@description('The data account.')
output dataAccountName string = names.dataAccount

@description('DNS records to publish for mail: ownership, SPF, DKIM, DKIM2, DMARC.')
output mailDnsRecords dnsRecordsType? = mailService.outputs.?dnsRecords

@description('TXT record to publish at _dnsauth of the host name of the front end.')
output webValidationToken string = edgeRoutes.outputs.validationToken
