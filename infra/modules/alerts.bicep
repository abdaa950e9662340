metadata description = 'Who is told when something needs a person (INF-4). Each alert names the section of infra/README.md that says what to do.'

import { alertsType, tagsType } from 'types.bicep'

@description('Tags of everything here; kencom-part tells each thing\'s part in it.')
param tags tagsType

@description('Where it lives.')
param location string

@description('Part of the names.')
param suffix string

@description('Thresholds and addresses.')
param settings alertsType

@description('The workspace that holds the app\'s metrics.')
param workspaceId string

@description('Application Insights.')
param componentId string

@description('The Event Grid topic.')
param topicId string

@description('The vault.')
param vaultId string

@description('The address that the readiness test asks.')
param readinessUrl string

var names = loadJsonContent('../names.json')
var metrics = names.metrics
// A gauge arrives with a value and without minimum, maximum and count: its value is in Sum.
var latestDepth = 'AppMetrics | where Name == "${metrics.queueMessages}" | summarize arg_max(TimeGenerated, Sum) by Queue = tostring(Properties.queue)'

// Metrics of the app, by the names that the code gives them (names.json, compared by a test).
var logAlerts = [
  {
    name: 'poison-queue'
    title: 'Messages in a poison queue'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    query: '${latestDepth} | where Queue endswith "${names.poisonSuffix}" and Sum > 0'
  }
  {
    name: 'mail-failed'
    title: 'Mails that could not be sent'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    query: 'AppMetrics | where Name == "${metrics.mailsFailed}" | summarize Mails = sum(Sum) | where Mails > ${settings.failedMails}'
  }
  {
    name: 'mail-waiting'
    title: 'A mail has been waiting for more than 10 minutes'
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
    query: 'AppMetrics | where Name == "${metrics.oldestWaitingMail}" | summarize arg_max(TimeGenerated, Sum) | where Sum > 600'
  }
  {
    name: 'file-waiting'
    title: 'A file of an insurer waits for an operator'
    severity: 2
    frequency: 'PT15M'
    window: 'PT30M'
    query: 'AppMetrics | where Name == "${metrics.filesReached}" and tostring(Properties.state) == "WaitingForApproval" | summarize Files = sum(Sum) | where Files > 0'
  }
  {
    name: 'file-rejected'
    title: 'A file of an insurer was rejected'
    severity: 2
    frequency: 'PT15M'
    window: 'PT30M'
    query: 'AppMetrics | where Name == "${metrics.filesReached}" and tostring(Properties.state) == "Rejected" | summarize Files = sum(Sum) | where Files > 0'
  }
  {
    name: 'file-wait-nearly-over'
    title: 'A waiting file will be overtaken within a day'
    severity: 2
    frequency: 'PT15M'
    window: 'PT30M'
    query: 'AppMetrics | where Name == "${metrics.filesWaitNearlyOver}" | summarize Files = sum(Sum) | where Files > 0'
  }
  {
    name: 'file-stuck'
    title: 'Work on a partly applied file keeps failing'
    severity: 1
    frequency: 'PT15M'
    window: 'PT30M'
    query: 'AppMetrics | where Name == "${metrics.filesStuck}" | summarize Failures = sum(Sum) | where Failures > 0'
  }
  {
    name: 'sign-in-failures'
    title: 'More failed sign-ins than usual'
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
    query: 'AppMetrics | where Name == "${metrics.signInsFailed}" | summarize Failures = sum(Sum) | where Failures > ${settings.signInFailures}'
  }
  {
    name: 'eligibility-probing'
    title: 'More failed eligibility checks of one insurer than usual'
    severity: 2
    frequency: 'PT5M'
    window: 'PT15M'
    query: 'AppMetrics | where Name == "${metrics.eligibilityMisses}" | summarize Misses = sum(Sum) by Insurer = tostring(Properties.insurer) | where Misses > ${settings.eligibilityMisses}'
  }
  {
    name: 'allowance-reserve-used'
    title: 'Strangers have used up what is endured for one person or card'
    severity: 2
    frequency: 'PT15M'
    window: 'PT30M'
    query: 'AppMetrics | where Name == "${metrics.reservesUsed}" | summarize Requests = sum(Sum) by Allowance = tostring(Properties.allowance) | where Requests > 0'
  }
  {
    name: 'inquiries-unanswered'
    title: 'Inquiries have waited for an answer for two working days'
    severity: 3
    frequency: 'PT1H'
    window: 'PT1H'
    query: 'AppMetrics | where Name == "${metrics.inquiriesUnanswered}" | summarize arg_max(TimeGenerated, Sum) | where Sum > 0'
  }
  {
    name: 'staff-search-misses'
    title: 'One person of staff searches for many who are no members'
    severity: 2
    frequency: 'PT15M'
    window: 'PT1H'
    query: 'AppMetrics | where Name == "${metrics.staffSearchMisses}" | summarize Misses = sum(Sum) by Staff = tostring(Properties.staff) | where Misses >= 10'
  }
  {
    name: 'server-errors'
    title: 'More than 1 % of the requests fail'
    severity: 1
    frequency: 'PT5M'
    window: 'PT15M'
    // A sampled row stands for ItemCount requests.
    query: 'AppRequests | where isnotempty(ResultCode) | summarize Failed = sumif(ItemCount, toint(ResultCode) >= 500), Total = sum(ItemCount) | where Failed > 5 and Failed * 100 > Total'
  }
  {
    name: 'metrics-missing'
    title: 'The app has measured nothing for half an hour'
    severity: 1
    frequency: 'PT15M'
    window: 'PT30M'
    query: 'AppMetrics | where Name == "${metrics.queueMessages}" | summarize Latest = max(TimeGenerated) | where Latest < ago(30m)'
  }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${suffix}'
  location: 'global'
  tags: union(tags, { 'kencom-part': 'alerts' })
  properties: {
    groupShortName: 'kencom'
    enabled: true
    emailReceivers: [
      for (address, i) in settings.emailAddresses: {
        name: 'receiver-${i}'
        emailAddress: address
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logRules 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in logAlerts: {
    name: 'alert-${alert.name}-${suffix}'
    location: location
    tags: union(tags, { 'kencom-part': 'alert' })
    kind: 'LogAlert'
    properties: {
      displayName: 'kencom: ${alert.title}'
      description: 'What to do: infra/README.md, section ${alert.name}.'
      severity: alert.severity
      enabled: settings.enabled
      scopes: [workspaceId]
      evaluationFrequency: alert.frequency
      windowSize: alert.window
      // Two days, the most there is, for an app that measured once and no longer does: before the first code there is nothing to miss.
      overrideQueryTimeRange: alert.name == 'metrics-missing' ? 'P2D' : null
      autoMitigate: true
      // The tables appear with the first data: a new environment must deploy before it has sent any.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [group.id] }
    }
  }
]

resource readiness 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'readiness-${suffix}'
  location: location
  kind: 'standard'
  tags: union(tags, { 'kencom-part': 'readiness', 'hidden-link:${componentId}': 'Resource' })
  properties: {
    SyntheticMonitorId: 'readiness-${suffix}'
    Name: 'readiness'
    Description: 'Asks the app whether it and all that it needs work, the way a member comes.'
    Enabled: settings.enabled
    Kind: 'standard'
    Frequency: 300
    Timeout: 30
    RetryEnabled: true
    Locations: [
      { Id: 'apac-jp-kaw-edge' }
      { Id: 'apac-hk-hkn-azr' }
      { Id: 'apac-sg-sin-azr' }
      { Id: 'us-ca-sjc-azr' }
      { Id: 'us-va-ash-azr' }
    ]
    Request: {
      RequestUrl: readinessUrl
      HttpVerb: 'GET'
      FollowRedirects: false
      ParseDependentRequests: false
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 14
    }
  }
}

resource notReady 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'alert-readiness-${suffix}'
  location: 'global'
  tags: union(tags, { 'kencom-part': 'alert' })
  properties: {
    description: 'What to do: infra/README.md, section readiness.'
    severity: 0
    enabled: settings.enabled
    scopes: [readiness.id, componentId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: readiness.id
      componentId: componentId
      failedLocationCount: 2
    }
    actions: [{ actionGroupId: group.id }]
  }
}

resource undelivered 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'alert-arrivals-undelivered-${suffix}'
  location: 'global'
  tags: union(tags, { 'kencom-part': 'alert' })
  properties: {
    description: 'What to do: infra/README.md, section arrivals-undelivered.'
    severity: 2
    enabled: settings.enabled
    scopes: [topicId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-lettered'
          metricName: 'DeadLetteredCount'
          timeAggregation: 'Total'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: group.id }]
  }
}

resource vaultDenied 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'alert-vault-denied-${suffix}'
  location: 'global'
  tags: union(tags, { 'kencom-part': 'alert' })
  properties: {
    description: 'What to do: infra/README.md, section vault-denied.'
    severity: 2
    enabled: settings.enabled
    scopes: [vaultId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'denied'
          metricName: 'ServiceApiResult'
          dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['403'] }]
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: group.id }]
  }
}
