global using static Kencom.TestSupport.SignUp;
