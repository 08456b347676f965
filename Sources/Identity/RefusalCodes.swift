import Kernel

extension RefusalCode {
    /// Name, password or code is wrong: never said which.
    public static let signInRefused = RefusalCode("signInRefused")
    public static let signInLocked = RefusalCode("signInLocked")
    public static let weakPassword = RefusalCode("weakPassword")
    /// The six digits are wrong, too old, or were used already.
    public static let wrongCode = RefusalCode("wrongCode")
    public static let unknownRole = RefusalCode("unknownRole")
    public static let unknownScope = RefusalCode("unknownScope")
    /// The last active integration admin cannot be taken away.
    public static let lastAdministrator = RefusalCode("lastAdministrator")
}
