metadata description = 'What a month may cost. It tells, it stops nothing. By itself, since Azure makes none in the first 48 hours of a subscription, nor for every offer: deploy.sh goes on without.'

@description('Its name.')
param name string

@description('In the billing currency, a month.')
param amount int

@description('First day of a month. A budget that exists keeps its own: deploy.sh passes that.')
param startDate string

@description('Who is told.')
param actionGroupId string

resource budget 'Microsoft.Consumption/budgets@2026-06-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: { startDate: startDate }
    notifications: {
      half: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 50
        thresholdType: 'Actual'
        contactEmails: []
        contactGroups: [actionGroupId]
      }
      most: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: []
        contactGroups: [actionGroupId]
      }
      forecast: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: []
        contactGroups: [actionGroupId]
      }
    }
  }
}
