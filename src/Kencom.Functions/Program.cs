using Kencom.Core;
using Kencom.Functions;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Kencom.Functions.Security;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<ProblemMiddleware>();
builder.UseMiddleware<LoadSecretsMiddleware>();
builder.UseMiddleware<GuardMiddleware>();
builder.Services.AddKencom(builder.Configuration);
builder.Services.AddKencomFunctions(builder.Configuration);
builder.Build().Run();
