"""moto's server with what it gets wrong and our remedies need put right, so that they are tried on it as they are."""

from moto.awslambda.responses import LambdaResponse
from moto.server import main

remove_permission = LambdaResponse.remove_permission


def remove_permission_of_revision(self):
    # Compared as the list that a query is read into, a revision never equals the policy's, and every removal is refused.
    if "RevisionId" in self.querystring:
        self.querystring["RevisionId"] = self.querystring["RevisionId"][0]
    return remove_permission(self)


LambdaResponse.remove_permission = remove_permission_of_revision
main()
