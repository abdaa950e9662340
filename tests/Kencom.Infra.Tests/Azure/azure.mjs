// A subscription on this machine: az, curl, gh, npx and sleep as the scripts of infra/ call them, with state between calls.
//
// It answers as documentation, issues and sources say that Azure does (named beside each rule), not as seen in a subscription. What it does not know
// it refuses, so that no command passes unnoticed. Resources are those that the real compiler predicts; a clock stands in for waiting.
//
// One process serves all calls of a test, on a socket in its folder: the programs on the PATH (program.sh) only pass on how they were called.
import { createHash, randomUUID } from 'node:crypto';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';

const folder = process.env.SIMULATED_AZURE;

// Of the call that is being answered; there is one at a time.
let args, env, state, output, exitCode;
const print = (text) => {
  output += text;
};

class AzureError extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

function option(name) {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

function options(name) {
  const at = args.indexOf(name);
  if (at < 0) return [];
  const rest = args.slice(at + 1);
  const end = rest.findIndex((argument) => argument.startsWith('--'));
  return end < 0 ? rest : rest.slice(0, end);
}

const group = () => {
  const name = option('--resource-group') ?? option('--name');
  const found = state.groups[name];
  if (!found) throw new AzureError(`(ResourceGroupNotFound) Resource group '${name}' could not be found.`, 3);
  return found;
};

const idOf = (name) => `/subscriptions/${state.subscription.id}/resourceGroups/${name}`;
const find = (id) => Object.values(state.groups).flatMap((one) => one.resources).find((resource) => resource.id.toLowerCase() === id.toLowerCase());
const deployed = (type) => Object.values(state.groups).flatMap((one) => one.resources).find((resource) => resource.type === type);
const isOwner = () => state.permissions.some((grant) => grant.actions.includes('*') && !grant.notActions.length);

/* az ------------------------------------------------------------------------------------------------------------------------------------- */

// Longest first. Each returns what az would print as JSON.
const commands = {
  'version': () => ({ 'azure-cli': state.az }),
  'account show': () => state.subscription,
  'account get-access-token': () => {
    state.token = `token-${randomUUID()}`;
    return { accessToken: state.token, expires_on: state.clock + 3600 };
  },
  'group exists': () => option('--name') in state.groups,
  'group show': () => ({ id: idOf(option('--name')), name: option('--name'), location: group().location, tags: group().tags }),
  'group create': () => {
    const existing = state.groups[option('--name')];
    state.groups[option('--name')] = existing ?? { location: option('--location'), resources: [], tags: pairs(options('--tags')) };
  },
  'group delete': () => {
    const name = option('--name');
    if (group().resources.some((resource) => resource.type === 'Microsoft.Authorization/locks')) throw new AzureError(`(ScopeLocked) The scope '${name}' cannot perform delete operation because following scope(s) are locked`);
    // Soft deletion: the vault keeps its name and its secrets (learn.microsoft.com, key-vault soft-delete-overview).
    for (const vault of group().resources.filter((resource) => resource.type === 'Microsoft.KeyVault/vaults'))
      state.deletedVaults.push({ name: vault.name, properties: { vaultId: vault.id, location: vault.location, tags: vault.tags, purgeProtectionEnabled: vault.properties.enablePurgeProtection ?? null }, resource: vault });
    delete state.groups[name];
  },
  'tag update': () => {
    const found = state.groups[option('--resource-id').split('/')[4]];
    found.tags = { ...found.tags, ...pairs(options('--tags')) };
  },
  // Tags that only Azure resolves are text in a prediction.
  'resource list': () => group().resources.filter((resource) => resource.type.split('/').length === 2 || resource.tags).map(({ id, name, type, location, tags }) => ({ id, name, type, location, tags: typeof tags === 'object' ? tags : null })),
  'provider list': () => Object.entries(state.providers).map(([namespace, registrationState]) => ({ namespace, registrationState })),
  'provider register': () => {
    if (!isOwner()) throw new AzureError("(AuthorizationFailed) does not have authorization to perform action 'Microsoft.App/register/action'");
    state.providers[option('--namespace')] = 'Registered';
  },
  'functionapp list-flexconsumption-locations': () => [{ name: 'japaneast' }, { name: 'eastus' }],
  'functionapp list-flexconsumption-runtimes': () => [{ name: 'dotnet-isolated', version: '8.0' }, { name: 'dotnet-isolated', version: '10.0' }],
  'storage account show-usage': () => ({ currentValue: state.storageAccounts, limit: 250 }),
  'keyvault list-deleted': () => state.deletedVaults.map(({ name, properties }) => ({ name, properties })),
  'keyvault recover': () => {
    const at = state.deletedVaults.findIndex((vault) => vault.name === option('--name'));
    group().resources.push(state.deletedVaults.splice(at, 1)[0].resource);
  },
  'keyvault purge': () => {
    const at = state.deletedVaults.findIndex((vault) => vault.name === option('--name'));
    if (state.deletedVaults[at].properties.purgeProtectionEnabled) throw new AzureError('(DeletedVaultPurge) purge protection is enabled');
    state.deletedVaults.splice(at, 1);
  },
  'bicep install': () => {
    // Takes the compiler of the tests, or one that finds everything well where a test asks for no more.
    const bin = join(env.AZURE_CONFIG_DIR, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'bicep'), env.REAL_BICEP ? `#!/bin/sh\nexec "${env.REAL_BICEP}" "$@"\n` : '#!/bin/sh\nexit 0\n');
    chmodSync(join(bin, 'bicep'), 0o755);
  },
  'bicep build-params': () => JSON.parse(readFileSync(join(folder, `parameters-${basename(option('--file'), '.bicepparam')}.json`), 'utf8')),
  'deployment group list': () => Object.entries(group().deployments ?? {}).map(([name, provisioningState]) => ({ name, properties: { provisioningState } })),
  'deployment group what-if': () => {
    group();
    return { changes: predicted().map((resource) => ({ resourceId: resource.id, changeType: find(resource.id) ? 'NoChange' : 'Create' })) };
  },
  'deployment group create': deploy,
  'rest': rest,
  'storage message get': () => state.poison.splice(0),
  'storage message peek': () => state.poison,
  'storage message put': () => ({}),
  'storage message delete': () => ({}),
};

const pairs = (texts) => Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));

function az() {
  const words = args.findIndex((argument) => argument.startsWith('--'));
  const command = (words < 0 ? args : args.slice(0, words)).join(' ');
  if (!(command in commands)) throw new AzureError(`'${command}' is not simulated`, 2);
  if (args.includes('--query')) throw new AzureError('--query is not simulated: scripts leave that to jq', 2);
  state.clock += 1;
  if (!['version', 'bicep install', 'bicep build-params'].includes(command)) {
    if (!state.signedIn) throw new AzureError("Please run 'az login' to setup account.");
    // Azure/login issues 372 and others: the token of the workflow is exchanged anew, and its own time is over.
    if (state.signInEnds !== null && state.clock >= state.signInEnds && command !== 'account show') throw new AzureError('AADSTS700024: Client assertion is not within its valid time range.');
  }
  const answer = commands[command]();
  if (answer !== undefined && option('--output') !== 'none') print(`${JSON.stringify(answer, null, 2)}\n`);
}

/** What the compiler says that this deployment makes. */
function predicted() {
  const name = option('--name');
  const resourceGroup = option('--resource-group');
  const file = name.endsWith('-bootstrap') ? `bootstrap-${resourceGroup.slice('rg-kencom-'.length)}` : name.endsWith('-budget') ? 'budget' : basename(option('--parameters'), '.bicepparam');
  if (file === 'budget') return [{ id: `${idOf(resourceGroup)}/providers/Microsoft.Consumption/budgets/${name}`, type: 'Microsoft.Consumption/budgets', name, properties: { timePeriod: pairs(options('--parameters')) } }];
  const all = JSON.parse(readFileSync(join(folder, `snapshot-${file}.json`), 'utf8'));
  // An empty repository: neither identities nor their roles.
  return file.startsWith('bootstrap') && !pairs(options('--parameters')).repository ? all.filter((resource) => resource.type === 'Microsoft.Authorization/roleDefinitions') : all;
}

function deploy() {
  const name = option('--name');
  const target = group();
  target.deployments ??= {};
  // One name, one deployment at a time (learn.microsoft.com, common deployment errors: DeploymentActive).
  if (target.deployments[name] === 'Running') throw new AzureError(`(DeploymentActive) Unable to edit or replace deployment '${name}': previous deployment is still active.`);
  target.deployments[name] = 'Failed';
  for (const resource of predicted()) {
    refuse(resource, target);
    const known = target.resources.findIndex((one) => one.id === resource.id);
    if (known < 0) {
      target.resources.push(resource);
      if (resource.type === 'Microsoft.Web/sites') state.app = { rolesKnownAt: state.clock + 600 + 30 };
      if (resource.type === 'Microsoft.Cdn/profiles') state.edgeKnownAt = state.clock + 600 + 90;
    } else target.resources[known] = { ...resource, secrets: target.resources[known].secrets };
  }
  state.clock += 600;
  target.deployments[name] = 'Succeeded';
  return { properties: { provisioningState: 'Succeeded', outputs: name.endsWith('-bootstrap') ? { deployerClientId: { value: '…' } } : { publicUrl: { value: `https://${edgeHost()}` } } } };
}

// What Flex Consumption takes of a site's configuration: what Terraform's provider for it sends (terraform-provider-azurerm, ExpandSiteConfigFunctionFlexConsumptionApp).
const flexSiteConfig = new Set(JSON.parse(readFileSync(join(folder, 'flex-site-config.json'), 'utf8')));

function refuse(resource, target) {
  const failure = state.failures.findIndex((pattern) => resource.id.includes(pattern));
  if (failure >= 0) {
    state.failures.splice(failure, 1);
    throw new AzureError(`(DeploymentFailed) At least one resource deployment operation failed. InternalServerError: ${resource.type}`);
  }
  const namespace = resource.type.split('/')[0];
  if (state.providers[namespace] !== 'Registered') {
    if (!isOwner()) throw new AzureError(`(MissingSubscriptionRegistration) The subscription is not registered to use namespace '${namespace}'.`);
    state.providers[namespace] = 'Registered'; // Azure Resource Manager registers what the template has resources of, and nothing else (Azure/bicep issue 16340).
  }
  const properties = resource.properties ?? {};
  switch (resource.type) {
    case 'Microsoft.Web/sites': {
      const wrong = Object.keys(properties.siteConfig).filter((key) => !flexSiteConfig.has(key));
      if (wrong.length) throw new AzureError(`The following site configuration property (Site.SiteConfig.${wrong[0]}) for Flex Consumption sites is invalid. Please remove or rename it before retrying.`); // azure-cli issue 31414
      if (properties.virtualNetworkSubnetId && state.providers['Microsoft.App'] !== 'Registered') throw new AzureError("Unable to integrate function app with subnet due to error: Please check if 'Microsoft.App' is registered"); // azapi issue 625
      break;
    }
    case 'Microsoft.KeyVault/vaults':
      if (state.deletedVaults.some((vault) => vault.name === resource.name)) throw new AzureError(`(ConflictError) A vault with the same name already exists in deleted state: ${resource.name}`); // Azure/bicep issue 7529
      break;
    case 'Microsoft.Communication/emailServices/domains/senderUsernames':
      if (!state.mailQuotaRaised) throw new AzureError('Sender usernames cannot be enabled for custom domains with default sending limits.'); // learn.microsoft.com, add-multiple-senders
      break;
    case 'Microsoft.Consumption/budgets':
      if (state.youngSubscription) throw new AzureError('(400) Budgets cannot be created yet: new subscriptions take up to 48 hours.'); // learn.microsoft.com, quick-create-budget
      break;
    case 'Microsoft.Authorization/locks':
      if (target.resources.some((one) => one.id === resource.id)) return;
      break;
  }
}

const edgeHost = () => `kencom-${deployed('Microsoft.Cdn/profiles').tags['kencom-environment']}-a1b2c3.z01.azurefd.net`;

/* az rest --------------------------------------------------------------------------------------------------------------------------------- */

function rest() {
  const method = option('--method');
  const uri = option('--uri').replace('{subscriptionId}', state.subscription.id);
  if (uri.startsWith('https://graph.microsoft.com/v1.0/')) return graph(method, uri.slice('https://graph.microsoft.com/v1.0/'.length));
  const path = uri.slice(0, uri.indexOf('?'));
  const notFound = () => new AzureError('Not Found({"error":{"code":"ResourceNotFound","message":"NotFound"}})');
  if (path.endsWith('/providers/Microsoft.Authorization/permissions')) return { value: state.permissions };

  const secret = /^(.+\/vaults\/[^/]+)\/secrets\/([^/]+)$/.exec(path);
  if (secret) {
    const vault = find(secret[1]);
    if (!vault) throw notFound();
    if (state.vaultIsSilent) throw new AzureError('Forbidden({"error":{"code":"AuthorizationFailed"}})');
    vault.secrets ??= {};
    if (method === 'get') {
      if (!(secret[2] in vault.secrets)) throw notFound();
    } else vault.secrets[secret[2]] = JSON.parse(readFileSync(option('--body').slice(1), 'utf8')).properties.value;
    return { name: secret[2] };
  }

  const parent = /^(.+)\/(afdEndpoints|customDomains|listSecrets|initiateVerification)$/.exec(path);
  const resource = find(parent ? parent[1] : path);
  if (!resource) throw notFound();
  switch (parent?.[2]) {
    case 'afdEndpoints':
      return { value: [{ properties: { hostName: edgeHost() } }] };
    case 'customDomains':
      return {
        value: Object.values(state.groups).flatMap((one) => one.resources).filter((one) => one.type === 'Microsoft.Cdn/profiles/customDomains')
          .map((one) => ({ properties: { hostName: one.properties.hostName, domainValidationState: 'Pending', validationProperties: { validationToken: '_abc123' } } })),
      };
    case 'listSecrets':
      return { properties: { apiKey: 'swa-deployment-token' } };
    case 'initiateVerification': {
      const kind = JSON.parse(readFileSync(option('--body').slice(1), 'utf8')).verificationType;
      if (kind !== 'Domain' && state.mailVerification.Domain !== 'Verified') throw new AzureError(`Bad Request: ${kind} cannot be verified before Domain`);
      state.mailVerification[kind] = 'VerificationInProgress';
      state.mailVerifiedAt = state.clock + 90;
      return {};
    }
  }
  switch (resource.type) {
    case 'Microsoft.Web/sites':
      return { ...resource, properties: { ...resource.properties, defaultHostName: `${resource.name}.azurewebsites.net`, hostNameSslStates: [{ name: `${resource.name}.azurewebsites.net`, hostType: 'Standard' }, { name: `${resource.name}.scm.azurewebsites.net`, hostType: 'Repository' }] } };
    case 'Microsoft.Web/staticSites':
      return { ...resource, properties: { ...resource.properties, defaultHostname: 'lively-sand.azurestaticapps.net' } };
    case 'Microsoft.Cdn/profiles':
      return { ...resource, properties: { frontDoorId: 'f0000000-0000-0000-0000-00000000000d' } };
    case 'Microsoft.Communication/emailServices/domains':
      for (const [kind, at] of Object.entries(state.mailVerification)) if (at === 'VerificationInProgress' && state.clock >= state.mailVerifiedAt) state.mailVerification[kind] = 'Verified';
      return {
        properties: {
          verificationStates: Object.fromEntries(Object.entries(state.mailVerification).map(([kind, status]) => [kind, { status }])),
          verificationRecords: {
            Domain: { type: 'TXT', name: 'mail.example.jp', value: 'ms-domain-verification=1' },
            SPF: { type: 'TXT', name: 'mail.example.jp', value: 'v=spf1 include:spf.protection.outlook.com -all' },
            DKIM: { type: 'CNAME', name: 'selector1-azurecomm-prod-net._domainkey', value: 'selector1-azurecomm-prod-net._domainkey.azurecomm.net' },
            DKIM2: { type: 'CNAME', name: 'selector2-azurecomm-prod-net._domainkey', value: 'selector2-azurecomm-prod-net._domainkey.azurecomm.net' },
          },
        },
      };
    default:
      return resource;
  }
}

/** App registrations, as Microsoft Graph keeps them (learn.microsoft.com/graph/api: application-get, -update, -upsert, serviceprincipal-upsert). */
function graph(method, path) {
  state.directory ??= { applications: [], servicePrincipals: [] };
  const { applications, servicePrincipals } = state.directory;
  if (state.directoryIsSilent) throw new AzureError('Forbidden({"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}})');
  const body = method === 'patch' ? JSON.parse(readFileSync(option('--body').slice(1), 'utf8')) : undefined;
  const creates = options('--headers').includes('Prefer=create-if-missing');
  const [, kind, key, value] = /^(applications|servicePrincipals)(?:\((uniqueName|appId)=')?\/?([^')]+)/.exec(path);
  const all = kind === 'applications' ? applications : servicePrincipals;
  let found = all.find((one) => one[key ?? 'id'] === value);
  if (!found && method === 'patch' && creates && (kind === 'servicePrincipals' || key === 'uniqueName')) {
    found = kind === 'servicePrincipals' ? { id: randomUUID(), appId: value } : { id: randomUUID(), appId: randomUUID(), uniqueName: value, identifierUris: [], appRoles: [], api: { oauth2PermissionScopes: [], preAuthorizedApplications: [] }, spa: { redirectUris: [] } };
    all.push(found);
  }
  if (!found) throw new AzureError(`Not Found({"error":{"code":"Request_ResourceNotFound","message":"Resource '${value}' does not exist."}})`);
  if (method === 'get') return found;
  const lists = [[found.appRoles, body.appRoles], [found.api?.oauth2PermissionScopes, body.api?.oauth2PermissionScopes]];
  for (const [before, after] of lists)
    for (const one of after ? (before ?? []) : [])
      if (one.isEnabled && !after.some((other) => JSON.stringify(other) === JSON.stringify(one))) throw new AzureError('Bad Request({"error":{"code":"CannotDeleteOrUpdateEnabledEntitlement"}})');
  const scopes = (found.api?.oauth2PermissionScopes ?? []).map((scope) => scope.id);
  for (const client of body.api?.preAuthorizedApplications ?? [])
    if (!client.delegatedPermissionIds.every((id) => scopes.includes(id))) throw new AzureError('Bad Request({"error":{"code":"InvalidValue","message":"preAuthorizedApplications: the permission does not exist"}})');
  Object.assign(found, body);
}

/* curl ------------------------------------------------------------------------------------------------------------------------------------ */

function curl() {
  const url = new URL(args.find((argument) => argument.startsWith('https://')));
  const method = option('--request') ?? 'GET';
  state.clock += 1;
  const [status, body = ''] = answer(url, method);
  note(`${method} ${url.host}${url.pathname} -> ${status}`);
  const output = option('--output');
  if (output && output !== '/dev/null') writeFileSync(output, body);
  else if (!output) print(body);
  if (args.includes('--write-out')) print(String(status).padStart(3, '0'));
  if (args.includes('--fail') && status >= 400) exitCode = 22;
}

function answer(url, method) {
  if (url.host === 'dns.google') {
    const records = state.dns[`${url.searchParams.get('name')} ${url.searchParams.get('type')}`] ?? [];
    return [200, JSON.stringify({ Status: 0, Answer: records.map((data) => ({ data })) })];
  }
  const site = deployed('Microsoft.Web/sites');
  if (!site) return [0];
  if (url.host === `${site.name}.scm.azurewebsites.net`) return publish(url, method);
  // Access rules: nobody but Front Door, which adds its id.
  if (url.host === `${site.name}.azurewebsites.net` || url.host === 'lively-sand.azurestaticapps.net') return [403];
  if (url.host !== edgeHost() && !(state.dns[`${url.host} CNAME`] ?? []).includes(edgeHost())) return [0];
  // Unknown routes: Front Door's own 404 (learn.microsoft.com, front-door-faq: up to 20 minutes an operation).
  if (state.clock < state.edgeKnownAt) return [404];
  if (method === 'OPTIONS') return [429];
  if (!url.pathname.startsWith('/api')) return [200];
  if (!state.app.running) return [503];
  if (state.app.broken?.includes(state.app.running)) return [503];
  if (url.pathname === '/api/me') return [401];
  if (url.pathname === '/api/registrations') return [400];
  return [url.pathname === '/api/health/ready' && state.clock < state.app.rolesKnownAt ? 503 : 200];
}

/** One deploy of Flex Consumption, as azd uses it (azure-dev, cli/azd/pkg/azsdk/funcapp_host_client.go). */
function publish(url, method) {
  const bearer = /Bearer (\S+?)"/.exec(option('--config') ? readFileSync(option('--config'), 'utf8') : '')?.[1];
  if (bearer !== state.token || state.rejectedTokens-- > 0) return [401];
  if (state.clock < state.app.rolesKnownAt) return [403];
  if (method === 'POST' && url.pathname === '/api/publish') {
    if (state.app.otherDeployment) return [409, 'Conflict'];
    const package_ = createHash('sha256').update(readFileSync(option('--data-binary').slice(1))).digest('hex').slice(0, 12);
    state.app.deployment = { id: `d-${package_}`, package: package_, answers: [...(state.publishAnswers ?? [404, 2, 4])] };
    return [202, JSON.stringify(state.app.deployment.id)];
  }
  const deployment = state.app.deployment;
  if (url.pathname !== `/api/deployments/${deployment?.id}`) return [404];
  const next = deployment.answers.length > 1 ? deployment.answers.shift() : deployment.answers[0];
  if (next === 404) return [404];
  if (next === 4) state.app.running = deployment.package;
  return [200, JSON.stringify({ id: deployment.id, status: next, status_text: next === 3 ? 'Package is not a zip' : '' })];
}

/* the others ------------------------------------------------------------------------------------------------------------------------------- */

function gh() {
  if (args.slice(0, 2).join(' ') === 'attestation verify') {
    if (!state.attested.includes(createHash('sha256').update(readFileSync(args[2])).digest('hex'))) throw new AzureError(`no attestation of ${basename(args[2])}`);
    return;
  }
  if (args.slice(0, 2).join(' ') !== 'run download') throw new AzureError(`gh ${args[0]} is not simulated`, 2);
  const from = state.runs[args[2]];
  if (!from) throw new AzureError(`no run ${args[2]}`);
  cpSync(from, option('--dir'), { recursive: true });
}

function npx() {
  if (env.SWA_CLI_DEPLOYMENT_TOKEN !== 'swa-deployment-token') throw new AzureError('no deployment token');
  const pages = args[args.indexOf('deploy') + 1];
  const config = join(pages, 'staticwebapp.config.json');
  const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null);
  state.web = {
    files: readdirSync(pages).sort(), config: read(config), staffSettings: read(join(pages, 'staff-settings.json')), index: readFileSync(join(pages, 'index.html'), 'utf8'),
  };
}

function note(text) {
  appendFileSync(join(folder, 'transcript'), `${text}\n`);
}

function call(program) {
  let errors = '';
  output = '';
  exitCode = 0;
  state = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8'));
  try {
    if (program !== 'curl' && program !== 'sleep') note(`$ ${program} ${args.join(' ')}`);
    if (program === 'az') az();
    else if (program === 'curl') curl();
    else if (program === 'sleep') state.clock += Number(args[0]);
    else if (program === 'gh') gh();
    else if (program === 'npx') npx();
  } catch (error) {
    exitCode = error.exitCode ?? 99;
    errors = error instanceof AzureError ? `ERROR: ${error.message}\n` : `${error.stack}\n`;
    note(`  refused: ${error.message}`);
  } finally {
    writeFileSync(join(folder, 'state.json'), JSON.stringify(state));
  }
  return { output, errors, exitCode };
}

createServer((request, response) => {
  const sent = [];
  request.on('data', (chunk) => sent.push(chunk));
  request.on('end', () => {
    const [id, config, bicep, token, ...rest] = Buffer.concat(sent).toString().split('\0').slice(0, -1);
    args = rest;
    env = { AZURE_CONFIG_DIR: config, REAL_BICEP: bicep, SWA_CLI_DEPLOYMENT_TOKEN: token };
    const answered = call(request.url.slice(1));
    writeFileSync(join(folder, `errors.${id}`), answered.errors);
    writeFileSync(join(folder, `exit.${id}`), `${answered.exitCode}\n`);
    response.end(answered.output);
  });
}).listen(join(folder, 'socket'), () => process.stdout.write('ready\n'));
