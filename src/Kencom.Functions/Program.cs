using Kencom.Core;
using Kencom.Functions;
using Kencom.Functions.Guards;
using Kencom.Functions.Http;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<ProblemMiddleware>();
builder.UseMiddleware<GuardMiddleware>();
builder.Services.AddKencom(builder.Configuration);
builder.Services.AddKencomFunctions(builder.Configuration);
builder.Build().Run();
