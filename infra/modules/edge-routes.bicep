metadata description = 'What Front Door does with a request: limit by address, /api to the function app, the rest to the front end.'

import { webType, tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Name of the Front Door.')
param profileName string

@description('Name of its endpoint.')
param endpointName string

@description('Name of the firewall policy.')
param firewallName string

@description('Host name of the function app.')
param apiHostName string

@description('Host name of the static front end.')
param webHostName string

@description('Host and limits.')
param web webType

resource profile 'Microsoft.Cdn/profiles@2025-04-15' existing = {
  name: profileName

  resource endpoint 'afdEndpoints' existing = {
    name: endpointName
  }
}

var targets = [
  { name: 'api', hostName: apiHostName, patterns: ['/api', '/api/*'] }
  { name: 'web', hostName: webHostName, patterns: ['/*'] }
]

resource groups 'Microsoft.Cdn/profiles/originGroups@2025-04-15' = [
  for target in targets: {
    parent: profile
    name: target.name
    properties: {
      // One origin each: probes would only cost requests and could not choose another.
      loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3, additionalLatencyInMilliseconds: 50 }
      sessionAffinityState: 'Disabled'
    }
  }
]

resource origins 'Microsoft.Cdn/profiles/originGroups/origins@2025-04-15' = [
  for (target, i) in targets: {
    parent: groups[i]
    name: target.name
    properties: {
      hostName: target.hostName
      originHostHeader: target.hostName
      httpsPort: 443
      enforceCertificateNameCheck: true
      enabledState: 'Enabled'
    }
  }
]

resource customDomain 'Microsoft.Cdn/profiles/customDomains@2025-04-15' = if (web.?hostName != null) {
  parent: profile
  name: replace(web.?hostName ?? 'none', '.', '-')
  properties: {
    hostName: web.?hostName ?? ''
    tlsSettings: {
      certificateType: 'ManagedCertificate'
      minimumTlsVersion: 'TLS12'
      // Without one of these, suites with CBC are offered as well.
      cipherSuiteSetType: 'TLS12_2023'
    }
  }
}

// No cache: answers of the API are personal, and the front end's files are small and change with each deployment.
resource routes 'Microsoft.Cdn/profiles/afdEndpoints/routes@2025-04-15' = [
  for (target, i) in targets: {
    parent: profile::endpoint
    name: target.name
    properties: {
      originGroup: { id: groups[i].id }
      patternsToMatch: target.patterns
      supportedProtocols: ['Http', 'Https']
      httpsRedirect: 'Enabled'
      forwardingProtocol: 'HttpsOnly'
      linkToDefaultDomain: 'Enabled'
      customDomains: web.?hostName == null ? [] : [{ id: customDomain.id }]
      enabledState: 'Enabled'
    }
    dependsOn: [origins]
  }
]

// A first, coarse limit before the app's own, exact ones (REG-16, EL-12): it keeps floods from becoming instances.
resource firewall 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies@2025-03-01' = {
  name: firewallName
  location: 'global'
  tags: union(tags, { 'kencom-part': 'edge-firewall' })
  sku: { name: 'Standard_AzureFrontDoor' }
  properties: {
    policySettings: {
      enabledState: 'Enabled'
      mode: 'Prevention'
      customBlockResponseStatusCode: 429
      logScrubbing: {
        state: 'Enabled'
        scrubbingRules: [
          { matchVariable: 'RequestIPAddress', selectorMatchOperator: 'EqualsAny', state: 'Enabled' }
          { matchVariable: 'RequestUri', selectorMatchOperator: 'EqualsAny', state: 'Enabled' }
        ]
      }
    }
    customRules: {
      rules: [
        {
          name: 'FloodsOfOneAddress'
          priority: 100
          ruleType: 'RateLimitRule'
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: web.requestsPerMinute
          enabledState: 'Enabled'
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'Contains'
              matchValue: ['/api/']
              // Decoded first, as the app does: /%61pi/ is /api/ too.
              transforms: ['UrlDecode', 'Lowercase']
            }
          ]
        }
        {
          // A program that speaks plain HTTP has shown its secrets on the way: it is told so, not helped on to HTTPS. People who type a page's name are.
          name: 'PlainHttpOfTheApi'
          priority: 50
          ruleType: 'MatchRule'
          enabledState: 'Enabled'
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'RegEx'
              matchValue: ['^http://[^/]+/+api']
              transforms: ['UrlDecode', 'Lowercase']
            }
          ]
        }
        {
          // What pages and API answer, and nothing else: no TRACE, no CONNECT, and no OPTIONS, since other sites may not ask.
          name: 'OtherMethods'
          priority: 200
          ruleType: 'MatchRule'
          enabledState: 'Enabled'
          action: 'Block'
          matchConditions: [
            {
              matchVariable: 'RequestMethod'
              operator: 'Equal'
              negateCondition: true
              matchValue: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']
            }
          ]
        }
      ]
    }
  }
}

resource security 'Microsoft.Cdn/profiles/securityPolicies@2025-04-15' = {
  parent: profile
  name: 'limits'
  properties: {
    parameters: {
      type: 'WebApplicationFirewall'
      wafPolicy: { id: firewall.id }
      associations: [
        {
          patternsToMatch: ['/*']
          domains: concat([{ id: profile::endpoint.id }], web.?hostName == null ? [] : [{ id: customDomain.id }])
        }
      ]
    }
  }
}
