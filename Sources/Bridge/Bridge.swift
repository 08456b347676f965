import Platform

/// The bridge's own database: what is joined, what was agreed, what is under way.
public enum Bridge {
    public static let module = Module(
        name: "bridge", schemaVersion: 2,
        objects: [
            SourceCursor.self, Link.self, Delivery.self, Approval.self, Conflict.self, CompanyRecipe.self,
            RecipeVersion.self, RecipePublication.self, Node.self, JobLease.self,
        ],
        commands: [DecideApproval.self, ResolveConflict.self, ResolveConflicts.self, ReplayDelivery.self])
}
