metadata description = 'The shapes of the parameters, shared by main.bicep and the modules.'

@export()
@description('Which environment it is. Part of every name.')
type environmentType = 'dev' | 'stg' | 'prod'

@export()
@description('The function app: size and scale.')
type appType = {
  @description('Memory of an instance in MB.')
  instanceMemoryMB: 512 | 2048 | 4096

  @description('How many instances may run at most, all functions together. 40 is the least that Flex Consumption accepts.')
  @minValue(40)
  @maxValue(1000)
  maximumInstanceCount: int

  @description('HTTP instances that are always warm; 0 saves money and costs a cold start. Rolling updates need at least 2.')
  @minValue(0)
  alwaysReadyHttp: int

  @description('Requests that one instance serves at once.')
  @minValue(1)
  httpConcurrency: int

  @description('Recreate ends what runs when new code arrives (messages come back); RollingUpdate drains instances first.')
  updateStrategy: 'Recreate' | 'RollingUpdate'

  @description('The version under which new hashes are computed. Raise it only after the secret hash-key-{version} exists.')
  @minValue(1)
  @maxValue(99)
  currentHashKey: int

  @description('The version under which is sealed from now on. Raise it only after the secret data-key-{version} exists.')
  @minValue(1)
  @maxValue(99)
  currentDataKey: int
}

@export()
@description('Redundancy and retention of the data.')
type dataType = {
  @description('Redundancy of the data account.')
  sku: 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'

  @description('Days after which a dropped file is gone for good, the time in the recycle bin included (RST-11).')
  @minValue(10)
  dropRetentionDays: int

  @description('Days that a deleted or overwritten blob can be brought back.')
  @minValue(1)
  softDeleteDays: int

  @description('Days that finished import reports are kept.')
  @minValue(30)
  reportRetentionDays: int

  @description('Whether data account, vault and logs are locked against deletion, and a deleted vault cannot be purged for 90 days. Once on, purge protection stays.')
  lock: bool
}

@export()
@discriminator('kind')
@description('Where mail is sent from.')
type mailDomainType = managedMailDomainType | customMailDomainType

@description('A domain of Azure: nothing to set up, 5 mails a minute and 10 an hour, cannot be raised. For trying out only.')
type managedMailDomainType = {
  kind: 'managed'
}

@description('Our own domain. Deploy with linked = false, publish the DNS records of the output, verify, then deploy with linked = true.')
type customMailDomainType = {
  kind: 'custom'

  @description('The domain, such as mail.example.jp.')
  name: string

  @description('Whether the domain is verified, so that it can send.')
  linked: bool

  @description('The part before the @. None = DoNotReply, which every domain has; Azure takes another one only after it raised the sending limits.')
  senderUsername: string?
}

@export()
@description('Mail.')
type mailType = {
  domain: mailDomainType

  @description('Mails a minute that the app may send. The quota of the subscription, not a wish (MAIL-2).')
  @minValue(1)
  perMinute: int

  @description('Mails an hour that the app may send.')
  @minValue(1)
  perHour: int

  @description('Who operates the service, as the mails name it.')
  operatorName: string
}

@export()
@description('What members reach: front end and API on one host.')
type webType = {
  @description('The host name that members see, such as www.example.jp; none = the one that Front Door gives.')
  hostName: string?

  @description('Whether the DNS records of the host name are published: from then on the readiness test asks it, until then Front Door\'s own name.')
  hostNameLive: bool

  @description('Plan of the static front end. Only Standard can refuse callers that do not come through Front Door.')
  sku: 'Free' | 'Standard'

  @description('Requests to /api that one network address may send in a minute before the edge refuses it. Carriers put many people behind one address.')
  @minValue(100)
  requestsPerMinute: int
}

@export()
@description('Sign-in of staff: the app registration in Entra ID (STF-1).')
type staffType = {
  @description('The directory.')
  tenantId: string

  @description('The client id of the API\'s app registration.')
  clientId: string
}

@export()
@description('Who is told, and when.')
type alertsType = {
  @description('Where alerts and budget notices go.')
  emailAddresses: string[]

  @description('Whether alerts are on. Off only while an environment is being built up.')
  enabled: bool

  @description('Mails in 15 minutes that fail for good (mistyped addresses) and are usual.')
  @minValue(0)
  failedMails: int

  @description('Failed sign-ins of all members in 15 minutes that are no longer usual.')
  signInFailures: int

  @description('Failed eligibility checks of one insurer in 15 minutes that are no longer usual (EL-12).')
  eligibilityMisses: int

  @description('Spending in a month, in the billing currency, at which the budget is used up (budget.bicep).')
  monthlyBudget: int
}

@export()
@description('Networks.')
type networkType = {
  @description('Whether storage and vault are reached through private endpoints only.')
  private: bool

  @description('Address space of the virtual network when private: at least a /24.')
  addressPrefix: string

  @description('From where insurers upload when private: their upload links lead to the data account.')
  uploads: uploadsType
}

@discriminator('from')
@description('Who reaches the data account over the internet, besides having an upload link or a role.')
type uploadsType = listedUploadsType | anywhereUploadsType

@description('Listed networks only. A storage account takes 400, none smaller than /30 but single addresses, and none of callers in its own Azure region.')
type listedUploadsType = {
  from: 'listed'

  @description('Networks (CIDR).')
  @maxLength(400)
  networks: string[]
}

@description('Everyone, as the link alone then decides: for more networks than an account takes, or insurers who upload from Azure.')
type anywhereUploadsType = {
  from: 'anywhere'
}

@export()
@description('People who operate the service.')
type operatorsType = {
  @description('Object id of the Entra group that replays poison queues and reads the monitoring; none = nobody.')
  groupId: string?
}

@export()
@description('Settings of the app by name, such as Registration__MembershipTerms: whatever its options have and the template does not set itself.')
type settingsType = { *: string }

@export()
@description('Tags by name.')
type tagsType = { *: string }

@export()
@description('Ids of roles by name (roles.json).')
type roleIdsType = { *: string }
