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
  settingsType
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

@description('What else the app shall know. What the template sets itself, and secrets, are refused.')
param settings settingsType = {}

var roles = loadJsonContent('roles.json').builtIn

// Names of fixedSettings, whose values are known too late to ask it (a test compares).
var fixedSettingNames = [
  'applicationinsights_connection_string'
  'applicationinsights_authentication_string'
  'azure_client_id'
  'azurewebjobsstorage__blobserviceuri'
  'azurewebjobsstorage__tableserviceuri'
  'azurewebjobsstorage__credential'
  'azurewebjobsstorage__clientid'
  'datastorage__blobserviceuri'
  'datastorage__queueserviceuri'
  'datastorage__tableserviceuri'
  'datastorage__credential'
  'datastorage__clientid'
  'security__keyvaulturi'
  'security__currenthashkey'
  'security__currentdatakey'
  'mail__endpoint'
  'mail__senderaddress'
  'mail__perminute'
  'mail__perhour'
  'mail__frontendurl'
  'mail__operatorname'
  'azuread__instance'
  'azuread__tenantid'
  'azuread__clientid'
  'azuread__audience'
  'azurewebjobsdisablehomepage'
  'sweepregistrations'
  'sweepmails'
  'sweepaccounts'
  'sweepinquiries'
  'sweepfiles'
  'http__clientaddressheader'
  'http__trustedproxies'
]

// Parameters that contradict each other, said all at once and before anything is made: the names below need this to be empty.
var refusedSettings = filter(
  objectKeys(settings),
  name =>
    contains(fixedSettingNames, toLower(name)) || length(filter(
      ['azurewebjobs', 'datastorage__', 'website_', 'functions_', 'scm_', 'applicationinsights_', 'azuread__'],
      prefix => startsWith(toLower(name), prefix)
    )) > 0 || length(filter(
      ['secret', 'password__', 'hashkeys', 'appkeys', 'connectionstring', 'accountkey'],
      part => contains(toLower(name), part)
    )) > 0
)
var contradictions = filter(
  [
    empty(refusedSettings)
      ? ''
      : 'settings: ${join(refusedSettings, ', ')} cannot be set there (set by the template, refused by Flex Consumption, or a secret)'
    app.updateStrategy == 'RollingUpdate' && app.alwaysReadyHttp < 2
      ? 'app: RollingUpdate needs alwaysReadyHttp of at least 2'
      : ''
    data.dropRetentionDays < data.softDeleteDays + 3
      ? 'data: dropRetentionDays must exceed softDeleteDays by at least 3'
      : ''
    !network.private && network.uploads.from == 'listed' && !empty(network.uploads.?networks)
      ? 'network: insurers\' networks are listed, but it is not private, so that everyone may connect'
      : ''
    empty(alerts.emailAddresses) || contains(alerts.emailAddresses, '')
      ? 'alerts: emailAddresses has nobody, or somebody without an address'
      : ''
    mail.perMinute > mail.perHour ? 'mail: perMinute exceeds perHour' : ''
    mail.domain.kind == 'managed' && (mail.perMinute > 5 || mail.perHour > 10)
      ? 'mail: a domain of Azure sends 5 a minute and 10 an hour, and is never raised'
      : ''
    (web.?hostName ?? '-') == '' ? 'web: hostName is empty; leave it out instead' : ''
    web.hostNameLive && web.?hostName == null ? 'web: hostNameLive without a hostName' : ''
  ],
  problem => !empty(problem)
)
var consistentName = empty(contradictions) ? environmentName : fail(join(contradictions, '; '))
var token = uniqueString(subscription().id, consistentName, location)
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
var tags = { 'kencom-environment': environmentName }
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
    tags: tags
    name: names.identity
    location: location
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    tags: tags
    workspaceName: 'log-${suffix}'
    componentName: 'appi-${suffix}'
    location: location
    retentionDays: logRetentionDays
    lock: data.lock
    identityName: names.identity
    roles: roles
  }
  dependsOn: [identity]
}

module hostAccount 'modules/storage-account.bicep' = {
  params: {
    tags: tags
    part: 'host-account'
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
    tags: tags
    part: 'data-account'
    name: names.dataAccount
    location: location
    sku: data.sku
    softDeleteDays: data.softDeleteDays
    versioning: true
    access: network.private && network.uploads.from == 'listed' ? 'listed' : 'everyone'
    listedNetworks: network.private ? network.uploads.?networks ?? [] : []
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
    tags: tags
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
    tags: tags
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
    tags: tags
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
    tags: tags
    profileName: names.frontDoor
    endpointName: names.endpoint
  }
}

var publicUrl = 'https://${web.?hostName ?? edge.outputs.hostName}'

// What the resources above decide. The parameter settings adds to it and can change none of it.
var fixedSettings = {
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
  Security__CurrentDataKey: string(app.currentDataKey)
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
  SweepInquiries: '45 */5 * * * *'
  SweepFiles: '15 */5 * * * *'
  // Set by Front Door from the connection itself: cannot be forged, since nobody else reaches the app (SI-9).
  Http__ClientAddressHeader: 'X-Azure-SocketIP'
  Http__TrustedProxies: '1'
}

module functionApp 'modules/function-app.bicep' = {
  params: {
    tags: tags
    planName: 'plan-${suffix}'
    appName: 'func-${suffix}'
    location: location
    app: app
    identityId: identity.outputs.id
    hostBlobEndpoint: hostAccount.outputs.blobEndpoint
    packageContainer: packageContainer
    networkName: network.private ? names.network : null
    frontDoorName: names.frontDoor
    settings: union(fixedSettings, settings)
  }
  dependsOn: [hostStore, dataStore, privateNetwork]
}

module webSite 'modules/web.bicep' = {
  params: {
    tags: tags
    name: 'stapp-${suffix}'
    location: webLocation
    web: web
  }
}

module edgeRoutes 'modules/edge-routes.bicep' = {
  params: {
    tags: tags
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
    tags: tags
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
    tags: tags
    location: location
    suffix: suffix
    settings: alerts
    workspaceId: monitoring.outputs.workspaceId
    componentId: monitoring.outputs.componentId
    topicId: arrivals.outputs.topicId
    vaultId: vault.outputs.id
    readinessUrl: '${web.hostNameLive ? publicUrl : 'https://${edge.outputs.hostName}'}/api/health/ready'
  }
}

@description('Where members go.')
output publicUrl string = publicUrl
