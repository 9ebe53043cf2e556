UNWIND $credentials AS credential
CREATE (c:Credential)
SET c = credential
