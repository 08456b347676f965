import Kernel
import Platform

/// Who may come in: people, their roles, sessions and tokens. Kept in the bridge's database, which belongs to no side.
public enum Identity {
    public static let module = Module(
        name: "identity", schemaVersion: 2,
        objects: [
            User.self, RoleMembership.self, Session.self, APIToken.self, RoleDefinition.self, RoleRule.self,
            SavedView.self, TeamView.self,
        ],
        commands: [
            CreateUser.self, UpdateUser.self, LinkUser.self, DeactivateUser.self, ReactivateUser.self, GrantRole.self,
            WithdrawRole.self, DefineRole.self, AddRoleRight.self, RemoveRoleRight.self, InstallStandardRoles.self,
            ChangePassword.self, ResetPassword.self, SignIn.self, RecordFailedSignIn.self,
            TouchSession.self, SignOut.self, RevokeSession.self, EnrolTOTP.self, ConfirmTOTP.self, DisableTOTP.self,
            CreateAPIToken.self, RevokeAPIToken.self, TouchAPIToken.self, SaveView.self, RemoveView.self,
        ])
}
