global using Kencom.TestSupport;
global using static Kencom.TestSupport.SignUp;
